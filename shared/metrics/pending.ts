import { FINAL_STATES } from "../ledger/known-versions.ts";
import { type Counts, countOf } from "./counts.ts";

/**
 * How many versions were not final at the end of each step, told backwards from what is pending now:
 * accepted = pending + what is in a final state. Counters and the figure of now are read one after
 * the other, so it may be off by what happened between.
 */
export function pendingSeries(series: readonly Counts[], pendingNow: number): readonly number[] {
  let pending = pendingNow;
  return series
    .toReversed()
    .map((counts) => {
      const atEnd = Math.max(0, pending);
      pending -= changeOf(counts);
      return atEnd;
    })
    .toReversed();
}

const changeOf = (counts: Counts): number =>
  FINAL_STATES.reduce(
    (sum, state) => sum - countOf(counts, state) + countOf(counts, `left-${state}`),
    countOf(counts, "accepted"),
  );
