import { stopOf } from "../gate/shard-gate.ts";
import { leaseMs } from "../write-time.ts";
import { drop, expireLease, forgetDeadMark, supersede, supersedeHeldBefore } from "./endings.ts";
import {
  type Candidate,
  type Charge,
  type DeadMark,
  effectiveOperation,
  type HoldReason,
  type Lease,
  needsRepair,
} from "./key-state.ts";
import { givesWay, noteProbe, takeCharge, toldLeaseMs } from "./spend-budget.ts";
import { change, generationOf, moveVersion, raiseHi, type Turn, versionState } from "./turn.ts";
import { isUnchanged, settleUnchanged } from "./unchanged.ts";

/** What a batch may do with one version. All but `granted`, `hold` and `dead` are acknowledged. */
export type AdmitAnswer =
  | {
      readonly kind: "granted";
      /** Counted by the caller from when it asked, by its own clock. */
      readonly leaseMs: number;
      /** An unknown outcome is open: the report of success has to carry the body. */
      readonly keepBody: boolean;
    }
  | { readonly kind: "hold"; readonly reason: HoldReason }
  | { readonly kind: "superseded" }
  | { readonly kind: "duplicate" }
  /** Applied without a write: KV holds the same already. */
  | { readonly kind: "unchanged" }
  | { readonly kind: "dead"; readonly mark: DeadMark };

/**
 * Decides what may happen to the versions of one key that a batch has in hand, newest first. The
 * older ones pass by the same rules in the same transaction, so a loser is superseded only by a
 * winner that really counts.
 */
export function admitKey(
  turn: Turn,
  token: string,
  candidates: readonly Candidate[],
): readonly AdmitAnswer[] {
  expireLease(turn);
  return candidates.map((candidate) => admit(turn, token, candidate));
}

function admit(turn: Turn, token: string, candidate: Candidate): AdmitAnswer {
  const { version } = candidate;
  const { lease, known } = turn.state;
  // The reply to this very question was lost: the same grant again.
  if (lease !== null && lease.token === token && lease.version === version) {
    return granted(turn, candidate, lease);
  }
  const settled = admitFinal(turn, token, candidate);
  if (settled !== null) return settled;
  if (known.horizon !== null && version <= known.horizon && versionState(turn, version) === null) {
    turn.tally.late += 1;
    return { kind: "superseded" };
  }
  if (turn.state.hi !== null && version < turn.state.hi) {
    // The version in flight gets its state from its own report or the end of its lease.
    if (lease?.version !== version) supersede(turn, version, candidate.payloadSizeBytes > 0);
    return { kind: "superseded" };
  }
  if (lease?.version === version && lease.isOutdated) return { kind: "superseded" };
  raiseHi(turn, version);
  const isNew = versionState(turn, version) === null;
  if (versionState(turn, version) !== "pending") moveVersion(turn, version, "pending");
  if (isUnchanged(turn, candidate)) {
    settleUnchanged(turn, candidate);
    return { kind: "unchanged" };
  }
  if (givesWay(turn, candidate)) {
    drop(turn, candidate);
    return { kind: "duplicate" };
  }
  const wait = reasonToWait(turn, candidate);
  if (wait !== null) return { kind: "hold", reason: wait };
  const waited = isNew ? "new" : "waited";
  const rank = candidate.priority === "immediate" ? "urgent" : waited;
  const charge = takeCharge(turn, candidate, lengthOf(turn, candidate), rank);
  if (charge === null) return { kind: "hold", reason: "quota" };
  supersedeHeldBefore(turn, version);
  return grant(turn, token, candidate, charge);
}

/** The answer for a version that has a final state; null when the version is to be admitted. */
function admitFinal(turn: Turn, token: string, candidate: Candidate): AdmitAnswer | null {
  const state = versionState(turn, candidate.version);
  switch (state) {
    case null:
    case "pending":
      return null;
    case "dead": {
      const mark = turn.state.dead.find((dead) => dead.version === candidate.version);
      if (mark === undefined) return { kind: "duplicate" };
      if (candidate.generation <= mark.generation) return { kind: "dead", mark };
      // Replayed: pending again, unless something newer came meanwhile.
      if (turn.state.hi === null || candidate.version >= turn.state.hi) {
        moveVersion(turn, candidate.version, "pending");
        forgetDeadMark(turn, candidate.version);
        const { version, generation } = candidate;
        change(turn, { failures: null, revived: [...turn.state.revived, { version, generation }] });
      }
      return null;
    }
    case "applied":
    case "expired":
      return repair(turn, token, candidate);
    case "superseded":
    case "dropped":
    case "discarded":
      return { kind: "duplicate" };
  }
}

function repair(turn: Turn, token: string, candidate: Candidate): AdmitAnswer {
  const { state, nowMs } = turn;
  const isDue =
    candidate.version === state.done &&
    needsRepair(state) &&
    state.lease === null &&
    nowMs >= (state.doubt?.untilMs ?? 0) &&
    nowMs >= state.notBeforeMs &&
    stopFor(turn, candidate) === null;
  const charge = isDue ? takeCharge(turn, candidate, lengthOf(turn, candidate), "urgent") : null;
  return charge === null ? { kind: "duplicate" } : grant(turn, token, candidate, charge);
}

function reasonToWait(turn: Turn, candidate: Candidate): HoldReason | null {
  const { lease, notBeforeMs, streak } = turn.state;
  const stop = stopFor(turn, candidate);
  if (stop !== null) return stop.reason;
  if (lease !== null) return "pace";
  if (turn.nowMs < notBeforeMs) return streak > 0 ? "backoff" : "pace";
  return null;
}

/** What stops every write of this kind in the namespace. */
const stopFor = (turn: Turn, candidate: Candidate) =>
  stopOf(
    turn.gate,
    turn.pauses,
    turn.namespace,
    effectiveOperation(candidate, turn.nowMs),
    turn.nowMs,
  );

const lengthOf = (turn: Turn, { payloadSizeBytes }: Candidate): number =>
  leaseMs(turn.rules, payloadSizeBytes);

function grant(
  turn: Turn,
  token: string,
  candidate: Candidate,
  charge: Charge | "free",
): AdmitAnswer {
  const lease = {
    token,
    version: candidate.version,
    generation: generationOf(turn, candidate),
    isOutdated: false,
    hasPayload: candidate.payloadSizeBytes > 0,
    grantedAtMs: turn.nowMs,
    untilMs: turn.nowMs + lengthOf(turn, candidate),
    charge: charge === "free" ? null : charge,
  };
  change(turn, { lease });
  noteProbe(turn);
  return granted(turn, candidate, lease);
}

function granted(turn: Turn, candidate: Candidate, lease: Lease): AdmitAnswer {
  const { doubt } = turn.state;
  const keepBody = doubt !== null && doubt.of !== candidate.version;
  return { kind: "granted", leaseMs: toldLeaseMs(turn, lease), keepBody };
}
