import type { Charge } from "../gate/budget-portion.ts";
import { MAX_VALUE_BYTES } from "../limits.ts";
import { laterVersion } from "../version.ts";
import type { TouchIntent } from "../write-intent.ts";
import { leaseMs } from "../write-time.ts";
import type { AdmitAnswer } from "./admit-answer.ts";
import { admitKnown } from "./admit-known.ts";
import { effectiveOperation } from "./effective-operation.ts";
import { drop, supersede } from "./endings.ts";
import { expectedRead } from "./expected-read.ts";
import type { Candidate, HoldReason, OpenTouch, Operation } from "./key-state.ts";
import type { Lease } from "./lease.ts";
import { chargeFor, givesWay, noteProbe, rankOf, stopFor, toldLeaseMs } from "./spend-budget.ts";
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
    return grantedTouch(turn, lease);
  }
  if (state.touch?.intent.version !== version) return { kind: "superseded" };
  if (givesWay(turn, candidate)) {
    drop(turn, candidate);
    return { kind: "duplicate" };
  }
  const stop = stopFor(turn, state.touch.operation);
  if (stop !== null) return holdTouch(turn, state.touch, stop.reason);
  const dueMs = touchDueMs(state);
  if (dueMs === null || nowMs < dueMs || lease !== null) return { kind: "held" };
  // One that comes now has been taken in already, so it counts as one that has waited.
  const charge = chargeFor(turn, candidate, rankOf(candidate, false));
  if (charge === null) return holdTouch(turn, state.touch, "quota");
  return grantTouch(turn, token, candidate, charge);
}

/** How large the value is shows only when it is read: the lease is long enough for any. */
function grantTouch(
  turn: Turn,
  token: string,
  candidate: Candidate,
  charge: Charge | "free",
): AdmitAnswer {
  const { version } = candidate;
  const lease = {
    token,
    version,
    generation: generationOf(turn, candidate),
    content: touchContent(turn.state, version),
    carried: null,
    isOutdated: false,
    touchEndsAtMs: candidate.expiresAtMs,
    hasPayload: false,
    grantedAtMs: turn.nowMs,
    untilMs: turn.nowMs + leaseMs(turn.rules, MAX_VALUE_BYTES),
    charge: charge === "free" ? null : charge,
  };
  change(turn, { lease });
  noteProbe(turn);
  return grantedTouch(turn, lease);
}

function holdTouch(turn: Turn, touch: OpenTouch, reason: HoldReason): AdmitAnswer {
  setTouch(turn, { ...touch, reason });
  return { kind: "held" };
}

const grantedTouch = (turn: Turn, lease: Lease): AdmitAnswer => ({
  kind: "granted-touch",
  leaseMs: toldLeaseMs(turn, lease),
  expected: expectedRead(turn.state),
});
