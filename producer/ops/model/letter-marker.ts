import type { LetterSummary } from "../api/answers.ts";
import type { Slot } from "../api/live-data.ts";

/**
 * Differs when the dead letters have changed: whatever comes is the newest of its reason, and what goes
 * is missing from its count. Null until the summary was answered or refused.
 */
export function letterMarker({ body, problem }: Slot<LetterSummary>): string | null {
  if (body === null) return problem === null ? null : "unknown";
  return body.reasons
    .map(({ reason, count, newestAt }) => `${reason}/${count}/${newestAt}`)
    .join(" ");
}
