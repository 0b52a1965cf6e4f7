import type { Counts } from "../../shared/metrics/counts.ts";
import { MINUTES_PER_DAY } from "../../shared/metrics/period.ts";
import { addSeries, type MinuteRange, pagesOf } from "../../shared/metrics/series.ts";

type Series = readonly (readonly Counts[])[];

/**
 * Reads ranges from all shards, a day at a time, so that no shard is kept busy for long by one
 * question. `ask` resolves to the answer of each shard.
 */
export async function readSeries(
  ranges: readonly MinuteRange[],
  ask: (ranges: readonly MinuteRange[]) => Promise<readonly Series[]>,
): Promise<Series> {
  const series: (readonly Counts[])[] = [];
  for (const range of ranges) {
    const steps: Counts[] = [];
    for (const page of pagesOf(range, MINUTES_PER_DAY)) {
      const shards = await ask([page]);
      steps.push(...addSeries(shards.map(([answer = []]) => answer)));
    }
    series.push(steps);
  }
  return series;
}
