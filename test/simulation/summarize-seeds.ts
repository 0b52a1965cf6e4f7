import { runPool } from "./pool.ts";
import { addSeed, emptySummary, type Summary } from "./summary.ts";

/** Every n-th seed runs twice and has to behave the same. */
export const DOUBLE_EVERY = 100;

/** Runs so many seeds; a violation ends it early. */
export async function summarizeSeeds(from: number, count: number): Promise<Summary> {
  const summary = emptySummary();
  await runPool({
    from,
    count,
    mutant: null,
    doubleEvery: DOUBLE_EVERY,
    onSeed: (report) => {
      addSeed(summary, report);
      return report.violation === null ? "go-on" : "stop";
    },
  });
  return summary;
}
