import { readLanes } from "./lane.ts";
import { LOADS } from "./loads.ts";
import { measureLane } from "./measure-lane.ts";

export const COLUMNS = [
  "load",
  "priority",
  "p50",
  "p99",
  "longest",
  "batches",
  "KV writes",
] as const;

/** The rows of docs/lanes.md: every load in both lanes. */
export async function laneRows(): Promise<readonly (readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  for (const load of LOADS) {
    for (const lane of readLanes()) {
      const { p50Ms, p99Ms, longestMs, batches, kvWrites } = await measureLane(load, lane);
      const waits = [p50Ms, p99Ms, longestMs].map((ms) => `${(ms / 1_000).toFixed(2)} s`);
      rows.push([load.title, lane.priority, ...waits, whole(batches), whole(kvWrites)]);
    }
  }
  return rows;
}

const whole = (count: number): string => count.toLocaleString("en-US");
