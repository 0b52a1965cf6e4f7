import { type Backoff, fullJitterMs, THROTTLED_BACKOFF, TRANSIENT_BACKOFF } from "../backoff.ts";
import type { WriteFailure } from "../failure.ts";
import { MS_PER_DAY } from "../limits.ts";
import { unreachable } from "../result.ts";
import { laterVersion } from "../version.ts";
import type { WriteIntent } from "../write-intent.ts";
import {
  addDoubt,
  die,
  dropKept,
  endDoubt,
  expireLease,
  forgetHeld,
  supersede,
  supersedeHeldBefore,
} from "./endings.ts";
import { hold } from "./hold.ts";
import {
  type Candidate,
  type DeadMark,
  effectiveOperation,
  type HoldReason,
  type Lease,
  type Operation,
} from "./key-state.ts";
import { change, moveVersion, setKept, spendPayload, type Turn, versionState } from "./turn.ts";

/** What became of a version that a batch had in hand. */
export type Outcome =
  | { readonly kind: "applied"; readonly as: "applied" | "expired" }
  /** The put may have landed or may still land: timeout, network, 5xx. */
  | { readonly kind: "unknown"; readonly failure: WriteFailure }
  | { readonly kind: "throttled"; readonly failure: WriteFailure }
  /** KV was not asked, since the payload could not be read. */
  | { readonly kind: "unavailable"; readonly failure: WriteFailure }
  | { readonly kind: "refused"; readonly failure: WriteFailure }
  | { readonly kind: "quota"; readonly operation: Operation; readonly failure: WriteFailure }
  /** Granted, but too little of the lease was left to start. */
  | { readonly kind: "unused" }
  /** Not granted: to be held, as the answer to admit said. */
  | { readonly kind: "hold"; readonly reason: HoldReason };

/** `intent` comes with every report but a success that need not be kept. */
export type Report = {
  readonly candidate: Candidate;
  readonly outcome: Outcome;
  readonly intent: WriteIntent | null;
};

/** Every answer lets the message be acknowledged; `dead` asks to store the letter before. */
export type SettleAnswer =
  | { readonly kind: "finished" }
  | { readonly kind: "held" }
  | { readonly kind: "dead"; readonly mark: DeadMark };

export function settleKey(turn: Turn, token: string, report: Report): SettleAnswer {
  expireLease(turn);
  const lease = turn.state.lease;
  const matches =
    lease !== null && lease.token === token && lease.version === report.candidate.version;
  if (!matches) return settleWithoutLease(turn, report);
  change(turn, { lease: null });
  if (isAttempt(report.outcome)) movePace(turn, 0);
  if (versionState(turn, lease.version) !== "pending") return settleRepair(turn, lease, report);
  return settleLeased(turn, lease, report);
}

/** Whether KV was asked: only then does the second between two writes start anew. */
const isAttempt = (outcome: Outcome): boolean =>
  outcome.kind !== "unused" && outcome.kind !== "hold" && outcome.kind !== "quota";

function movePace(turn: Turn, extraMs: number): void {
  const notBeforeMs = turn.nowMs + turn.rules.PACE_MS + extraMs;
  change(turn, { notBeforeMs: Math.max(turn.state.notBeforeMs, notBeforeMs) });
}

function settleLeased(turn: Turn, lease: Lease, report: Report): SettleAnswer {
  const { outcome } = report;
  switch (outcome.kind) {
    case "applied":
      return applied(turn, report, outcome.as, lease);
    case "unknown":
      addDoubt(turn, lease.version, turn.nowMs + turn.rules.REPAIR_AFTER_MS);
      return failed(turn, report, outcome.failure, TRANSIENT_BACKOFF);
    case "throttled":
      return failed(turn, report, outcome.failure, THROTTLED_BACKOFF);
    case "unavailable":
      return failed(turn, report, outcome.failure, TRANSIENT_BACKOFF);
    case "refused":
      if (!isNewest(turn, report)) return superseded(turn, report);
      countFailure(turn, report);
      return dead(turn, report, outcome.failure);
    case "quota":
      turn.exhausted = outcome.operation;
      return hold(turn, report.candidate, bodyOf(report), "quota");
    case "unused":
    case "hold":
      return hold(turn, report.candidate, bodyOf(report), "pace");
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
  if (outcome.kind === "applied") {
    movePace(turn, 0);
    const { done } = turn.state;
    if (done === null || candidate.version >= done) applied(turn, report, outcome.as, null);
    return { kind: "finished" };
  }
  if (isAttempt(outcome)) movePace(turn, 0);
  if (report.intent === null) return { kind: "finished" };
  const reason = outcome.kind === "hold" ? outcome.reason : "pace";
  return hold(turn, candidate, report.intent, reason);
}

function applied(
  turn: Turn,
  report: Report,
  as: "applied" | "expired",
  lease: Lease | null,
): SettleAnswer {
  const { version, payloadSizeBytes } = report.candidate;
  if (versionState(turn, version) === "pending") moveVersion(turn, version, as);
  supersedeHeldBefore(turn, version);
  forgetHeld(turn, version);
  const done = laterVersion(turn.state.done, version);
  change(turn, {
    done,
    doneAtMs: turn.nowMs,
    hi: laterVersion(turn.state.hi, done),
    failures: null,
    streak: 0,
  });
  if (turn.state.kept !== null && turn.state.kept.version < version) dropKept(turn);
  endDoubtIfOver(turn, lease);
  keepForRepair(turn, report);
  if (turn.state.kept === null) spendPayload(turn, version, payloadSizeBytes > 0);
  return { kind: "finished" };
}

/** Only a put that was granted after the last unknown one could land proves that it did not win. */
function endDoubtIfOver(turn: Turn, lease: Lease | null): void {
  const doubt = turn.state.doubt;
  if (doubt !== null && lease !== null && lease.grantedAtMs >= doubt.untilMs) endDoubt(turn);
}

/** While a put of another version may still land, the newest value has to be at hand. */
function keepForRepair(turn: Turn, report: Report): void {
  const { doubt, hi, done } = turn.state;
  const { candidate, intent } = report;
  if (doubt === null || doubt.of === candidate.version || intent === null) return;
  if (hi !== candidate.version || done !== candidate.version) return;
  const kept = {
    version: candidate.version,
    operation: effectiveOperation(candidate, turn.nowMs),
    hasPayload: candidate.payloadSizeBytes > 0,
    retryAtMs: 0,
    streak: 0,
  };
  setKept(turn, kept, intent);
}

/** A repair writes what is applied already: it counts nothing and cannot die. */
function settleRepair(turn: Turn, lease: Lease, report: Report): SettleAnswer {
  const { outcome } = report;
  switch (outcome.kind) {
    case "applied": {
      turn.tally.repaired += 1;
      change(turn, { streak: 0 });
      endDoubtIfOver(turn, lease);
      return { kind: "finished" };
    }
    case "unknown":
      addDoubt(turn, lease.version, turn.nowMs + turn.rules.REPAIR_AFTER_MS);
      retryRepair(turn, TRANSIENT_BACKOFF);
      return { kind: "finished" };
    case "throttled":
    case "unavailable":
    case "refused":
      retryRepair(turn, THROTTLED_BACKOFF);
      return { kind: "finished" };
    case "quota":
      turn.exhausted = outcome.operation;
      retryRepair(turn, THROTTLED_BACKOFF);
      return { kind: "finished" };
    case "unused":
    case "hold":
      retryRepair(turn, THROTTLED_BACKOFF);
      return { kind: "finished" };
    default:
      return unreachable(outcome);
  }
}

function retryRepair(turn: Turn, backoff: Backoff): void {
  const kept = turn.state.kept;
  if (kept === null) return;
  const streak = kept.streak + 1;
  const waitMs = turn.rules.PACE_MS + fullJitterMs(streak, backoff, turn.dice);
  change(turn, { kept: { ...kept, streak, retryAtMs: turn.nowMs + waitMs } });
}

/** A counted failure: one more and it is dead, or it waits for its backoff. */
function failed(turn: Turn, report: Report, failure: WriteFailure, backoff: Backoff): SettleAnswer {
  const streak = turn.state.streak + 1;
  movePace(turn, fullJitterMs(streak, backoff, turn.dice));
  change(turn, { streak });
  if (!isNewest(turn, report)) return superseded(turn, report);
  const count = countFailure(turn, report);
  if (count >= turn.rules.MAX_FAILURES) return dead(turn, report, failure);
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

const isNewest = (turn: Turn, report: Report): boolean =>
  turn.state.hi === report.candidate.version;

function bodyOf(report: Report): WriteIntent {
  if (report.intent === null) {
    throw new Error(`a report of kind ${report.outcome.kind} came without the intent`);
  }
  return report.intent;
}

/** When an exhausted operation may be tried again: after 00:00 UTC, spread over five minutes. */
export function quotaPauseUntilMs(nowMs: number, dice: () => number): number {
  const midnightMs = (Math.floor(nowMs / MS_PER_DAY) + 1) * MS_PER_DAY;
  return midnightMs + Math.floor(dice() * 300_000);
}
