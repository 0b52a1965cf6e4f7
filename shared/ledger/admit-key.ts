import { leaseMs } from "../write-time.ts";
import type { AdmitAnswer } from "./admit-answer.ts";
import { admitKnown } from "./admit-known.ts";
import { noteTouch, takeTouch } from "./admit-touch.ts";
import { becomeNewest, expireLease, supersede, supersedeHeldBefore } from "./endings.ts";
import {
  type Candidate,
  contentId,
  effectiveOperation,
  type HoldReason,
  needsRepair,
} from "./key-state.ts";
import { carriedTouch, touchedCandidate } from "./touch.ts";
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
    change(turn, { lease: { ...lease, content: contentOf(candidate) } });
    return granted(turn, candidate, lease.untilMs - turn.nowMs);
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
  becomeNewest(turn, version);
  if (versionState(turn, version) !== "pending") moveVersion(turn, version, "pending");
  if (isUnchanged(turn, candidate)) {
    settleUnchanged(turn, candidate);
    return { kind: "unchanged" };
  }
  const wait = reasonToWait(turn, candidate);
  if (wait !== null) return { kind: "hold", reason: wait };
  supersedeHeldBefore(turn, version);
  return grant(turn, token, candidate);
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
    nowMs >= turn.pauses[operation];
  return isDue ? grant(turn, token, candidate) : { kind: "duplicate" };
}

function reasonToWait(turn: Turn, candidate: Candidate): HoldReason | null {
  const { lease, notBeforeMs, streak } = turn.state;
  if (turn.nowMs < turn.pauses[effectiveOperation(candidate, turn.nowMs)]) return "quota";
  if (lease !== null) return "pace";
  if (turn.nowMs < notBeforeMs) return streak > 0 ? "backoff" : "pace";
  return null;
}

function grant(turn: Turn, token: string, candidate: Candidate): AdmitAnswer {
  const lengthMs = leaseMs(turn.rules, candidate.payloadSizeBytes);
  change(turn, {
    lease: {
      token,
      version: candidate.version,
      generation: generationOf(turn, candidate),
      content: contentOf(candidate),
      isOutdated: false,
      hasPayload: candidate.payloadSizeBytes > 0,
      grantedAtMs: turn.nowMs,
      untilMs: turn.nowMs + lengthMs,
    },
  });
  return granted(turn, candidate, lengthMs);
}

function granted(turn: Turn, candidate: Candidate, lengthMs: number): AdmitAnswer {
  const { doubt } = turn.state;
  const keepBody = doubt !== null && doubt.of !== contentOf(candidate);
  const touch = carriedTouch(candidate);
  return { kind: "granted", leaseMs: lengthMs, keepBody, touch };
}

const contentOf = ({ version, carried }: Candidate) => contentId(version, carried);
