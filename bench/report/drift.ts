import type { BenchmarkRecord, PerformanceRecord } from "./record.ts";

/** Ratios that changed by more than this are worth a look; machines differ, so nothing fails. */
const WORTH_A_LOOK = 0.2;

/** One line per ratio that is far from what was recorded. */
export function driftLines(
  recorded: PerformanceRecord["quickRatios"],
  now: readonly BenchmarkRecord[],
): readonly string[] {
  return now.flatMap(({ name, ratios }) =>
    Object.entries(ratios).flatMap(([what, ratio]) => {
      const before = recorded[name]?.[what];
      if (before === undefined) return [`drift: ${name}, ${what}: ${ratio}, never recorded`];
      const change = before === 0 ? Number(ratio !== 0) : ratio / before - 1;
      if (Math.abs(change) <= WORTH_A_LOOK) return [];
      const percent = `${change > 0 ? "+" : ""}${Math.round(change * 100)} %`;
      return [`drift: ${name}, ${what}: recorded ${before}, now ${ratio} (${percent})`];
    }),
  );
}
