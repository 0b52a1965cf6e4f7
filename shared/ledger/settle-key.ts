import { type Backoff, fullJitterMs, THROTTLED_BACKOFF, TRANSIENT_BACKOFF } from "../backoff.ts";
import type { WriteFailure } from "../failure.ts";
import { unreachable } from "../result.ts";
import { laterVersion } from "../version.ts";
import { countCall } from "./count-call.ts";
import {
  addDoubt,
  die,
  dropKept,
  expireLease,
  forgetHeld,
  mayDie,
  supersede,
  supersedeHeldBefore,
} from "./endings.ts";
import { hold } from "./hold.ts";
import { keepForRepair } from "./keep-for-repair.ts";
import type { HoldReason } from "./key-state.ts";
import { noteKvAnswer } from "./kv-answer.ts";
import type { Lease } from "./lease.ts";
import { leftBy, stateAs, uncompared } from "./left-by.ts";
import { movePace } from "./pace.ts";
import {
  type AppliedAs,
  bodyOf,
  isAttempt,
  isWrite,
  type Report,
  type SettleAnswer,
} from "./report.ts";
import { endDoubtIfOver, settleRepair } from "./settle-repair.ts";
import { settleTouch, settleTouchLate } from "./settle-touch.ts";
import { refund } from "./spend-budget.ts";
import { settleCarried } from "./touch.ts";
import { change, moveVersion, spendPayload, type Turn, versionState } from "./turn.ts";

/** What a report changes, and what the batch may do with its message. */
export function settleKey(turn: Turn, token: string, report: Report): SettleAnswer {
  expireLease(turn);
  const lease = turn.state.lease;
  const matches =
    lease !== null && lease.token === token && lease.version === report.candidate.version;
  countCall(turn, token, report.outcome, matches);
  if (!matches) return settleWithoutLease(turn, report);
  change(turn, { lease: null });
  noteKvAnswer(turn, lease, report.outcome);
  if (isAttempt(report.outcome)) movePace(turn, 0);
  if (!isWrite(report.outcome)) refund(turn, lease);
  if (report.candidate.operation === "touch") return settleTouch(turn, lease, report);
  if (versionState(turn, lease.version) !== "pending") return settleRepair(turn, lease, report);
  return settleLeased(turn, lease, report);
}

function settleLeased(turn: Turn, lease: Lease, report: Report): SettleAnswer {
  const { outcome } = report;
  switch (outcome.kind) {
    case "applied":
      return applied(turn, report, outcome.as, lease);
    case "unknown":
      addDoubt(turn, lease.content, turn.nowMs + turn.rules.REPAIR_AFTER_MS);
      return failed(turn, lease, report, outcome.failure, TRANSIENT_BACKOFF);
    case "throttled":
      return failed(turn, lease, report, outcome.failure, THROTTLED_BACKOFF);
    case "unavailable":
      return failed(turn, lease, report, outcome.failure, TRANSIENT_BACKOFF);
    case "refused":
      if (!isNewest(turn, lease)) return superseded(turn, report);
      if (!mayDie(turn, report.candidate)) {
        return failed(turn, lease, report, outcome.failure, TRANSIENT_BACKOFF);
      }
      countFailure(turn, report);
      return dead(turn, report, outcome.failure);
    case "quota":
      turn.exhausted = outcome.operation;
      return holdUnlessOutdated(turn, lease, report, "quota");
    case "unused":
    case "hold":
      return holdUnlessOutdated(turn, lease, report, "pace");
    default:
      return unreachable(outcome);
  }
}

/**
 * The lease ran out before the report, or there was none. A late success still counts; anything else
 * leaves the message's body here, since the message will be acknowledged.
 */
function settleWithoutLease(turn: Turn, report: Report): SettleAnswer {
  const { outcome, candidate } = report;
  if (isAttempt(outcome)) movePace(turn, 0);
  if (candidate.operation === "touch") return settleTouchLate(turn, report);
  if (outcome.kind === "applied") {
    appliedLate(turn, report, outcome.as);
    return { kind: "finished" };
  }
  if (report.intent === null) return { kind: "finished" };
  const reason = outcome.kind === "hold" ? outcome.reason : "pace";
  return hold(turn, candidate, report.intent, reason);
}

function holdUnlessOutdated(
  turn: Turn,
  lease: Lease,
  report: Report,
  reason: HoldReason,
): SettleAnswer {
  if (lease.isOutdated) return superseded(turn, report);
  return hold(turn, report.candidate, bodyOf(report), reason);
}

/** A version that ended otherwise stays as it ended: the doubt that its lease left heals KV. */
function appliedLate(turn: Turn, report: Report, as: AppliedAs): void {
  const { version, payloadSizeBytes } = report.candidate;
  const { done } = turn.state;
  const state = versionState(turn, version);
  const isOpen = state === "pending" || state === "applied" || state === "expired";
  if (!isOpen) return;
  if (done === null || version >= done) applied(turn, report, as, null);
  else if (state === "pending") supersede(turn, version, payloadSizeBytes > 0);
}

function applied(turn: Turn, report: Report, as: AppliedAs, lease: Lease | null): SettleAnswer {
  const { version, payloadSizeBytes } = report.candidate;
  const isFirst = versionState(turn, version) === "pending";
  if (isFirst) moveVersion(turn, version, stateAs(as));
  supersedeHeldBefore(turn, version);
  forgetHeld(turn, version);
  const done = laterVersion(turn.state.done, version);
  change(turn, {
    done,
    doneAtMs: turn.nowMs,
    written: done === version ? leftBy(report.candidate, as) : uncompared(turn.state.written),
    hi: laterVersion(turn.state.hi, done),
    failures: null,
    streak: 0,
  });
  if (turn.state.kept !== null && turn.state.kept.version < version) dropKept(turn);
  settleCarried(turn, report.candidate, stateAs(as));
  endDoubtIfOver(turn, lease);
  // Repeated later, when the payload may be spent already, it would be kept for a repair that never ends.
  if (isFirst || payloadSizeBytes === 0) keepForRepair(turn, report);
  if (turn.state.kept === null) spendPayload(turn, version, payloadSizeBytes > 0);
  return { kind: "finished" };
}

/** A counted failure: one more and it is dead, or it waits for its backoff. */
function failed(
  turn: Turn,
  lease: Lease,
  report: Report,
  failure: WriteFailure,
  backoff: Backoff,
): SettleAnswer {
  const streak = turn.state.streak + 1;
  movePace(turn, fullJitterMs(streak, backoff, turn.dice));
  change(turn, { streak });
  if (!isNewest(turn, lease)) return superseded(turn, report);
  const count = countFailure(turn, report);
  if (count >= turn.rules.MAX_FAILURES && mayDie(turn, report.candidate)) {
    return dead(turn, report, failure);
  }
  return hold(turn, report.candidate, bodyOf(report), "backoff");
}

function countFailure(turn: Turn, report: Report): number {
  const { version, generation } = report.candidate;
  const counted = turn.state.failures;
  const isSame = counted?.version === version && counted.generation === generation;
  const count = isSame ? counted.count + 1 : 1;
  const firstSeenAtMs = isSame ? counted.firstSeenAtMs : turn.nowMs;
  change(turn, { failures: { version, generation, count, firstSeenAtMs } });
  return count;
}

function dead(turn: Turn, report: Report, failure: WriteFailure): SettleAnswer {
  const { candidate } = report;
  const intent = bodyOf(report);
  const end = die(turn, { candidate, failure, intent, onFailure: candidate.onFailure });
  const mark = turn.state.dead.find((entry) => entry.version === candidate.version);
  if (end === "dropped" || mark === undefined) return { kind: "finished" };
  return { kind: "dead", mark };
}

function superseded(turn: Turn, report: Report): SettleAnswer {
  supersede(turn, report.candidate.version, report.candidate.payloadSizeBytes > 0);
  return { kind: "finished" };
}

/** Copies of an outdated version were acknowledged as superseded, also if the newer one died since. */
const isNewest = (turn: Turn, lease: Lease): boolean =>
  turn.state.hi === lease.version && !lease.isOutdated;
