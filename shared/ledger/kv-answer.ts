import type { Lease } from "./lease.ts";
import type { Outcome } from "./report.ts";
import type { Turn } from "./turn.ts";

/** What KV refuses for what it is, it has answered. A payload that is missing says nothing of KV. */
export function noteKvAnswer(turn: Turn, { grantedAtMs }: Lease, outcome: Outcome): void {
  const hasAnswered =
    outcome.kind === "applied" ||
    (outcome.kind === "refused" && outcome.failure.reason === "kv_refused");
  if (hasAnswered) turn.kvAnswer = { end: "succeeded", grantedAtMs };
  if (outcome.kind === "unknown") turn.kvAnswer = { end: "failed", grantedAtMs };
}
