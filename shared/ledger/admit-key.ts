import type { Charge } from "../gate/budget-portion.ts";
import { leaseMs } from "../write-time.ts";
import type { AdmitAnswer } from "./admit-answer.ts";
import { admitKnown } from "./admit-known.ts";
import { noteTouch, takeTouch } from "./admit-touch.ts";
import { contentId } from "./content-id.ts";
import { effectiveOperation } from "./effective-operation.ts";
import { becomeNewest, drop, expireLease, supersede, supersedeHeldBefore } from "./endings.ts";
import { type Candidate, type HoldReason, needsRepair } from "./key-state.ts";
import type { Lease } from "./lease.ts";
import { chargeFor, givesWay, noteProbe, rankOf, stopFor, toldLeaseMs } from "./spend-budget.ts";
import { carriedTouch, carrying, touchedCandidate } from "./touch.ts";
import { change, generationOf, moveVersion, type Turn, versionState } from "./turn.ts";
import { isUnchanged, settleUnchanged } from "./unchanged.ts";

/**
 * Decides what may happen to the versions of one key that a batch has in hand, newest first. The
 * older ones pass by the same rules in the same transaction, so a loser is superseded only by a
 * winner that really counts. Touches come into the ledger before the puts, which may carry them, and
 * have a turn of their own after these.
 */
export function admitKey(
  turn: Turn,
  token: string,
  candidates: readonly Candidate[],
): readonly AdmitAnswer[] {
  expireLease(turn);
  const noted = candidates.map((candidate) =>
    candidate.operation === "touch" ? noteTouch(turn, candidate) : null,
  );
  const answers = candidates.map((candidate) =>
    candidate.operation === "touch" ? null : admit(turn, token, candidate),
  );
  return candidates.map(
    (candidate, at) => noted[at] ?? answers[at] ?? takeTouch(turn, token, candidate),
  );
}

function admit(turn: Turn, token: string, given: Candidate): AdmitAnswer {
  const { version } = given;
  const { lease } = turn.state;
  const candidate = touchedCandidate(turn.state, given);
  // The reply to this very question was lost: the same grant again.
  if (lease !== null && lease.token === token && lease.version === version) {
    return grantAgain(turn, lease, given, candidate);
  }
  const state = versionState(turn, version);
  if (state === "applied" || state === "expired") return repair(turn, token, candidate);
  const known = admitKnown(turn, candidate);
  if (known !== null) return known;
  if (turn.state.hi !== null && version < turn.state.hi) {
    // The version in flight gets its state from its own report or the end of its lease.
    if (lease?.version !== version) supersede(turn, version, candidate.payloadSizeBytes > 0);
    return { kind: "superseded" };
  }
  if (lease?.version === version && lease.isOutdated) return { kind: "superseded" };
  const isNew = state === null;
  becomeNewest(turn, version);
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
  const charge = chargeFor(turn, candidate, rankOf(candidate, isNew));
  if (charge === null) return { kind: "hold", reason: "quota" };
  supersedeHeldBefore(turn, version);
  return grant(turn, token, candidate, charge);
}

function repair(turn: Turn, token: string, candidate: Candidate): AdmitAnswer {
  const { state, nowMs } = turn;
  const operation = effectiveOperation(candidate, nowMs);
  if (state.kept?.version === candidate.version && state.kept.operation !== operation) {
    change(turn, { kept: { ...state.kept, operation } });
  }
  const isDue =
    candidate.version === state.done &&
    needsRepair(state) &&
    state.lease === null &&
    nowMs >= (state.doubt?.untilMs ?? 0) &&
    nowMs >= state.notBeforeMs &&
    stopFor(turn, operation) === null;
  const charge = isDue ? chargeFor(turn, candidate, "urgent") : null;
  return charge === null ? { kind: "duplicate" } : grant(turn, token, candidate, charge);
}

function reasonToWait(turn: Turn, candidate: Candidate): HoldReason | null {
  const { lease, notBeforeMs, streak } = turn.state;
  const stop = stopFor(turn, effectiveOperation(candidate, turn.nowMs));
  if (stop !== null) return stop.reason;
  if (lease !== null) return "pace";
  if (turn.nowMs < notBeforeMs) return streak > 0 ? "backoff" : "pace";
  return null;
}

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
    content: contentOf(candidate),
    carried: carriedTouch(candidate),
    isOutdated: false,
    touchEndsAtMs: null,
    hasPayload: candidate.payloadSizeBytes > 0,
    grantedAtMs: turn.nowMs,
    untilMs: turn.nowMs + leaseMs(turn.rules, candidate.payloadSizeBytes),
    charge: charge === "free" ? null : charge,
  };
  change(turn, { lease });
  noteProbe(turn);
  return granted(turn, candidate, lease);
}

/**
 * A touch that came meanwhile is carried, and one that has gone is not, unless that makes a put of what
 * was granted as a delete: that was weighed against another budget and another limit.
 */
function grantAgain(turn: Turn, lease: Lease, given: Candidate, touched: Candidate): AdmitAnswer {
  const before = carrying(given, lease.carried);
  const [operation, now] = [before, touched].map((one) =>
    effectiveOperation(one, lease.grantedAtMs),
  );
  const candidate = operation === now ? touched : before;
  const again = { ...lease, content: contentOf(candidate), carried: carriedTouch(candidate) };
  change(turn, { lease: again });
  return granted(turn, candidate, again);
}

function granted(turn: Turn, candidate: Candidate, lease: Lease): AdmitAnswer {
  const { doubt } = turn.state;
  const keepBody = doubt !== null && doubt.of !== contentOf(candidate);
  const touch = carriedTouch(candidate);
  return { kind: "granted", leaseMs: toldLeaseMs(turn, lease), keepBody, touch };
}

const contentOf = ({ version, carried }: Candidate) => contentId(version, carried);
