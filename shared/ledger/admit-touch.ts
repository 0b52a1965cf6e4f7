import { MAX_VALUE_BYTES } from "../limits.ts";
import { laterVersion } from "../version.ts";
import type { TouchIntent } from "../write-intent.ts";
import { leaseMs } from "../write-time.ts";
import type { AdmitAnswer } from "./admit-answer.ts";
import { admitKnown } from "./admit-known.ts";
import { supersede } from "./endings.ts";
import { expectedRead } from "./expected-read.ts";
import { type Candidate, effectiveOperation, type OpenTouch, type Operation } from "./key-state.ts";
import { newestTouch, setTouch, touchContent, touchDueMs } from "./touch.ts";
import { change, generationOf, moveVersion, type Turn, versionState } from "./turn.ts";

/**
 * Takes a touch into the ledger, where it waits beside the key's puts: an older put that is to be
 * written carries its expiration. Null when it is open now, otherwise the answer to its message.
 */
export function noteTouch(turn: Turn, candidate: Candidate): AdmitAnswer | null {
  const { version } = candidate;
  const known = admitKnown(turn, candidate);
  if (known !== null) return known;
  const { lease, hi } = turn.state;
  const newest = laterVersion(hi, newestTouch(turn.state));
  if (newest !== null && version < newest) {
    // The version in flight gets its state from its own report or the end of its lease.
    if (lease?.version !== version) supersede(turn, version, false);
    return { kind: "superseded" };
  }
  if (lease?.version === version && lease.isOutdated) return { kind: "superseded" };
  if (versionState(turn, version) !== "pending") moveVersion(turn, version, "pending");
  openTouch(turn, candidate);
  return null;
}

function openTouch(turn: Turn, candidate: Candidate): void {
  const { touch, lease } = turn.state;
  if (candidate.touch === null) throw new Error("a touch came without its intent");
  const generation = generationOf(turn, candidate);
  const intent = { ...candidate.touch, generation };
  const operation = effectiveOperation(candidate, turn.nowMs);
  if (touch !== null && touch.intent.version === candidate.version) {
    const isReplay = touch.intent.generation < generation;
    const asked = isReplay ? newTouch(intent, operation) : { ...touch, operation, sentUntilMs: 0 };
    setTouch(turn, asked);
    return;
  }
  if (touch !== null && lease?.version === touch.intent.version) {
    change(turn, { lease: { ...lease, isOutdated: true } });
  } else if (touch !== null) {
    supersede(turn, touch.intent.version, false);
  }
  setTouch(turn, newTouch(intent, operation));
}

const newTouch = (intent: TouchIntent, operation: Operation): OpenTouch => ({
  intent,
  operation,
  reason: "pace",
  failures: 0,
  firstFailedAtMs: null,
  notBeforeMs: 0,
  sentUntilMs: 0,
});

/** The answer for an open touch once the puts of its batch are decided: its own turn, or it waits. */
export function takeTouch(turn: Turn, token: string, candidate: Candidate): AdmitAnswer {
  const { state, nowMs } = turn;
  const { version } = candidate;
  const { lease } = state;
  // The reply to this very question was lost: the same grant again.
  if (lease !== null && lease.token === token && lease.version === version) {
    return grantedTouch(turn, lease.untilMs - nowMs);
  }
  if (state.touch?.intent.version !== version) return { kind: "superseded" };
  if (nowMs < turn.pauses[state.touch.operation]) {
    setTouch(turn, { ...state.touch, reason: "quota" });
    return { kind: "held" };
  }
  const dueMs = touchDueMs(state);
  if (dueMs === null || nowMs < dueMs || lease !== null) return { kind: "held" };
  return grantTouch(turn, token, candidate);
}

/** How large the value is shows only when it is read: the lease is long enough for any. */
function grantTouch(turn: Turn, token: string, candidate: Candidate): AdmitAnswer {
  const { version } = candidate;
  const lengthMs = leaseMs(turn.rules, MAX_VALUE_BYTES);
  change(turn, {
    lease: {
      token,
      version,
      generation: generationOf(turn, candidate),
      content: touchContent(turn.state, version),
      isOutdated: false,
      hasPayload: false,
      grantedAtMs: turn.nowMs,
      untilMs: turn.nowMs + lengthMs,
    },
  });
  return grantedTouch(turn, lengthMs);
}

const grantedTouch = (turn: Turn, lengthMs: number): AdmitAnswer => ({
  kind: "granted-touch",
  leaseMs: lengthMs,
  expected: expectedRead(turn.state),
});
