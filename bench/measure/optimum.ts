import { LEAST_WRITE_MS } from "../platform/virtual-kv.ts";
import type { Write } from "../workload.ts";

/** A write is covered in time by any put that starts within its window. */
type Window = { readonly fromMs: number; readonly untilMs: number };

/**
 * The fewest puts with which no write would have been covered later than `coveredAtMs` says,
 * computed by somebody who knows the future and needs no queue: for each key the fewest moments that lie in the window
 * of every write (the one that ends first takes its last moment, and whatever contains that moment
 * is served).
 */
export function fewestPuts(
  writes: readonly Write[],
  coveredAtMs: (write: Write) => number | null,
): number {
  const windows = new Map<string, Window[]>();
  for (const write of writes) {
    const coveredMs = coveredAtMs(write);
    if (coveredMs === null) continue;
    const window = { fromMs: write.atMs, untilMs: coveredMs - LEAST_WRITE_MS };
    const ofKey = windows.get(write.key);
    if (ofKey === undefined) windows.set(write.key, [window]);
    else ofKey.push(window);
  }
  return [...windows.values()].reduce((sum, ofKey) => sum + fewestPoints(ofKey), 0);
}

function fewestPoints(windows: readonly Window[]): number {
  let points = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const { fromMs, untilMs } of windows.toSorted((a, b) => a.untilMs - b.untilMs)) {
    if (fromMs <= lastMs) continue;
    points += 1;
    lastMs = untilMs;
  }
  return points;
}
