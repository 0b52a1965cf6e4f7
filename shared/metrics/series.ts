import { addCounts, type Counts, type OpenCounts } from "./counts.ts";
import type { Period } from "./period.ts";

/** Minutes from `from` on, before `until`, in steps; the last step may be cut short. */
export type MinuteRange = {
  readonly from: number;
  readonly until: number;
  readonly step: number;
};

/** What was counted in each step, in order; steps without a count are empty. */
export function seriesOf(range: MinuteRange, minutes: Iterable<Period>): readonly Counts[] {
  const steps: OpenCounts[] = Array.from({ length: stepsOf(range) }, () => ({}));
  for (const { index, counts } of minutes) {
    const step = steps[Math.floor((index - range.from) / range.step)];
    if (index >= range.from && index < range.until && step !== undefined) addCounts(step, counts);
  }
  return steps;
}

export const stepsOf = ({ from, until, step }: MinuteRange): number =>
  Math.max(0, Math.ceil((until - from) / step));

/** The sums of series of the same range: one of each shard. */
export function addSeries(all: readonly (readonly Counts[])[]): readonly Counts[] {
  const length = Math.max(0, ...all.map((series) => series.length));
  return Array.from({ length }, (_, at) => {
    const sum: OpenCounts = {};
    for (const series of all) addCounts(sum, series[at] ?? {});
    return sum;
  });
}

/** The same range in parts of at most `minutes`, each of whole steps. */
export function pagesOf(range: MinuteRange, minutes: number): readonly MinuteRange[] {
  const size = Math.max(1, Math.floor(minutes / range.step)) * range.step;
  const count = Math.ceil(Math.max(0, range.until - range.from) / size);
  return Array.from({ length: count }, (_, at) => ({
    from: range.from + at * size,
    until: Math.min(range.until, range.from + (at + 1) * size),
    step: range.step,
  }));
}
