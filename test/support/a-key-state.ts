import { contentId } from "../../shared/ledger/content-id.ts";
import {
  emptyKeyState,
  type Held,
  type Kept,
  type KeyState,
} from "../../shared/ledger/key-state.ts";
import { rememberVersion } from "../../shared/ledger/known-versions.ts";
import { aTouch } from "./a-write-intent.ts";
import { aVersion, NOW_MS } from "./versions.ts";

/** A key whose newest intent waits in the ledger until `notBeforeMs`. */
export function aHeldState(fields: Partial<Held> & { notBeforeMs?: number } = {}): KeyState {
  const { notBeforeMs = NOW_MS, ...others } = fields;
  const held: Held = {
    version: aVersion(),
    generation: 0,
    operation: "put",
    hasPayload: false,
    reason: "pace",
    priority: "normal",
    sinceMs: 0,
    serial: 1,
    ...others,
  };
  return { ...emptyKeyState, hi: held.version, notBeforeMs, held };
}

/** A key whose applied value is to be written again once the doubt is over. */
export function aKeptState(fields: Partial<Kept> & { doubtUntilMs?: number } = {}): KeyState {
  const { doubtUntilMs = NOW_MS, ...others } = fields;
  const kept: Kept = {
    version: aVersion(),
    operation: "put",
    hasPayload: false,
    retryAtMs: 0,
    streak: 0,
    ...others,
  };
  return {
    ...emptyKeyState,
    hi: kept.version,
    done: kept.version,
    doneAtMs: NOW_MS,
    doubt: { untilMs: doubtUntilMs, of: "any" },
    written: {
      content: contentId(kept.version, null),
      stamp: kept.version,
      digest: null,
      expiresAtMs: null,
    },
    kept,
  };
}

/** A state in which no field is empty, for what stores states. */
export function aStateWithEverything(): KeyState {
  const known = [1, 2, 3].reduce(
    (sum, n) => rememberVersion(sum, aVersion(n), n === 3 ? "pending" : "applied", 0),
    emptyKeyState.known,
  );
  const failure = { class: "permanent", reason: "kv_refused", detail: "ä\n'\"" } as const;
  return {
    ...aHeldState({ version: aVersion(3) }),
    ...{ done: aVersion(2), doneAtMs: NOW_MS, streak: 4 },
    lease: {
      token: "batch",
      version: aVersion(3),
      generation: 1,
      hasPayload: true,
      content: contentId(aVersion(3), null),
      isOutdated: false,
      touchEndsAtMs: null,
      carried: null,
      grantedAtMs: NOW_MS,
      untilMs: NOW_MS + 15_000,
      charge: { day: 20_000, items: [{ operation: "put", purse: "normal" }] },
    },
    unreported: ["an earlier batch"],
    failures: { version: aVersion(3), generation: 1, count: 2, firstSeenAtMs: NOW_MS },
    doubt: { untilMs: NOW_MS + 30_000, of: "any" },
    kept: {
      version: aVersion(2),
      operation: "put",
      hasPayload: true,
      retryAtMs: NOW_MS,
      streak: 1,
    },
    dead: [
      {
        version: aVersion(1),
        generation: 0,
        failure,
        failures: 12,
        firstSeenAtMs: NOW_MS,
        lastSeenAtMs: NOW_MS,
        hasPayload: false,
        isTouch: false,
      },
    ],
    written: {
      content: contentId(aVersion(2), null),
      stamp: aVersion(2),
      digest: "0".repeat(64),
      expiresAtMs: NOW_MS,
    },
    touch: {
      intent: aTouch({ version: aVersion(5) }),
      operation: "put",
      reason: "backoff",
      failures: 2,
      firstFailedAtMs: NOW_MS,
      notBeforeMs: NOW_MS,
      sentUntilMs: NOW_MS,
    },
    touched: { version: aVersion(4), expiresAtMs: NOW_MS, atMs: NOW_MS, found: "value" },
    known: { ...known, horizon: aVersion(0) },
  };
}
