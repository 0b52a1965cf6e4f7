import { type Backoff, fullJitterMs, THROTTLED_BACKOFF, TRANSIENT_BACKOFF } from "../backoff.ts";
import type { WriteFailure } from "../failure.ts";
import { unreachable } from "../result.ts";
import { addDoubt, die, mayDie, supersede } from "./endings.ts";
import type { Lease } from "./lease.ts";
import { movePace } from "./pace.ts";
import { type AppliedAs, bodyOf, type Report, type SettleAnswer } from "./report.ts";
import { endDoubtIfOver } from "./settle-repair.ts";
import { endTouch, noteTouchEnd, setTouch, touchContent } from "./touch.ts";
import { change, type Turn, versionState } from "./turn.ts";

/** What became of a touch that was written by itself. It stays in the ledger until it has ended. */
export function settleTouch(turn: Turn, lease: Lease, report: Report): SettleAnswer {
  const { outcome } = report;
  if (outcome.kind === "applied") {
    applied(turn, report, outcome.as);
    change(turn, { streak: 0 });
    endDoubtIfOver(turn, lease);
    return { kind: "finished" };
  }
  if (lease.isOutdated) supersede(turn, lease.version, false);
  switch (outcome.kind) {
    case "unknown":
      addDoubt(turn, lease.content, turn.nowMs + turn.rules.REPAIR_AFTER_MS);
      noteTouchEnd(turn, report.candidate.expiresAtMs);
      return failed(turn, report, outcome.failure, TRANSIENT_BACKOFF);
    case "throttled":
      return failed(turn, report, outcome.failure, THROTTLED_BACKOFF);
    case "unavailable":
      return countFailure(turn, report, outcome.failure, TRANSIENT_BACKOFF);
    case "refused":
      if (!isOpen(turn, report)) return { kind: "finished" };
      return mayDie(turn, report.candidate)
        ? dead(turn, report, outcome.failure)
        : failed(turn, report, outcome.failure, TRANSIENT_BACKOFF);
    case "quota":
      turn.exhausted = outcome.operation;
      return { kind: "held" };
    case "unused":
    case "hold":
      return { kind: "held" };
    default:
      return unreachable(outcome);
  }
}

/** Its lease ran out before the report: a late success still counts, for all else it is in the ledger. */
export function settleTouchLate(turn: Turn, report: Report): SettleAnswer {
  const { outcome, candidate } = report;
  if (outcome.kind === "unknown") noteTouchEnd(turn, candidate.expiresAtMs);
  if (outcome.kind === "applied" && versionState(turn, candidate.version) === "pending") {
    applied(turn, report, outcome.as);
  }
  return { kind: "finished" };
}

function applied(turn: Turn, { candidate }: Report, as: AppliedAs): void {
  const { version, expiresAtMs } = candidate;
  if (expiresAtMs === null) throw new Error("a touch came without an expiration");
  if (versionState(turn, version) === "pending") {
    const state = as === "expired" ? "expired" : "applied";
    endTouch(turn, { version, expiresAtMs }, state, as === "absent" ? "nothing" : "value");
  }
  if (turn.state.written === null || as === "absent") return;
  const { mayEndAtMs: _, ...written } = turn.state.written;
  const left = as === "expired" ? { stamp: null } : { expiresAtMs };
  const content = touchContent(turn.state, version);
  change(turn, { written: { ...written, ...left, content, digest: null } });
}

/** KV was asked, so the next write of the key waits, too. */
function failed(turn: Turn, report: Report, failure: WriteFailure, backoff: Backoff): SettleAnswer {
  const streak = turn.state.streak + 1;
  movePace(turn, fullJitterMs(streak, backoff, turn.dice));
  change(turn, { streak });
  return countFailure(turn, report, failure, backoff);
}

function countFailure(
  turn: Turn,
  report: Report,
  failure: WriteFailure,
  backoff: Backoff,
): SettleAnswer {
  const { touch } = turn.state;
  if (touch === null || !isOpen(turn, report)) return { kind: "finished" };
  const failures = touch.failures + 1;
  const waitMs = turn.rules.PACE_MS + fullJitterMs(failures, backoff, turn.dice);
  setTouch(turn, {
    ...touch,
    reason: "backoff",
    failures,
    firstFailedAtMs: touch.firstFailedAtMs ?? turn.nowMs,
    notBeforeMs: turn.nowMs + waitMs,
  });
  const isGivenUp = failures >= turn.rules.MAX_FAILURES && mayDie(turn, report.candidate);
  return isGivenUp ? dead(turn, report, failure) : { kind: "held" };
}

const isOpen = (turn: Turn, { candidate }: Report): boolean =>
  turn.state.touch?.intent.version === candidate.version;

function dead(turn: Turn, report: Report, failure: WriteFailure): SettleAnswer {
  const { candidate } = report;
  const intent = bodyOf(report);
  const end = die(turn, { candidate, failure, intent, onFailure: candidate.onFailure });
  const mark = turn.state.dead.find((entry) => entry.version === candidate.version);
  return end === "dropped" || mark === undefined ? { kind: "finished" } : { kind: "dead", mark };
}
