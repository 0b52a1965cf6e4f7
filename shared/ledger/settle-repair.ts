import { type Backoff, fullJitterMs, THROTTLED_BACKOFF, TRANSIENT_BACKOFF } from "../backoff.ts";
import { unreachable } from "../result.ts";
import { addDoubt, endDoubt } from "./endings.ts";
import type { Lease } from "./lease.ts";
import { leftBy } from "./left-by.ts";
import type { Report, SettleAnswer } from "./report.ts";
import { settleCarried } from "./touch.ts";
import { change, type Turn } from "./turn.ts";

/** A repair writes what is applied already: it counts nothing and cannot die. */
export function settleRepair(turn: Turn, lease: Lease, report: Report): SettleAnswer {
  const { outcome } = report;
  switch (outcome.kind) {
    case "applied": {
      turn.tally.repaired += 1;
      const { candidate } = report;
      const isGone = outcome.as === "expired" || candidate.operation === "delete";
      // Machines whose clocks differ may disagree whether its value has expired, so what this put left
      // need not be what the first one left: nothing is compared with it.
      const left = leftBy(candidate, outcome.as);
      const written = { ...left, content: lease.content, digest: null };
      change(turn, { streak: 0, written });
      settleCarried(
        turn,
        candidate,
        isGone && candidate.operation === "put" ? "expired" : "applied",
      );
      endDoubtIfOver(turn, lease);
      return { kind: "finished" };
    }
    case "unknown":
      addDoubt(turn, lease.content, turn.nowMs + turn.rules.REPAIR_AFTER_MS);
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

/** Only a put that was granted after the last unknown one could land proves that it did not win. */
export function endDoubtIfOver(turn: Turn, lease: Lease | null): void {
  const doubt = turn.state.doubt;
  if (doubt !== null && lease !== null && lease.grantedAtMs >= doubt.untilMs) endDoubt(turn);
}
