import { contentId } from "./content-id.ts";
import { effectiveOperation } from "./effective-operation.ts";
import type { Report } from "./report.ts";
import { setKept, type Turn } from "./turn.ts";

/** While a put of another version may still land, the newest value has to be at hand. */
export function keepForRepair(turn: Turn, report: Report): void {
  const { doubt, done } = turn.state;
  const { candidate, intent } = report;
  const content = contentId(candidate.version, candidate.carried);
  if (doubt === null || doubt.of === content || intent === null) return;
  // Also while something newer is on its way: that may die, and then this is the newest again.
  if (done !== candidate.version) return;
  const kept = {
    version: candidate.version,
    operation: effectiveOperation(candidate, turn.nowMs),
    hasPayload: candidate.payloadSizeBytes > 0,
    retryAtMs: 0,
    streak: 0,
  };
  setKept(turn, kept, intent);
}
