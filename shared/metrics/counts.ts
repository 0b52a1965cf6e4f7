import type { HoldReason, Operation } from "../ledger/key-state.ts";
import type { FinalState } from "../ledger/known-versions.ts";
import type { LatencyCell } from "./latency-cells.ts";

/** How a KV call ended, as its report said. `quota`: refused by the runtime before any request. */
export const CALL_OUTCOMES = ["applied", "throttled", "unknown", "refused", "quota"] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/**
 * Where the answer to a read over HTTP came from (`miss`: KV had no value), how often a source was
 * asked (`origin`), and which reads of the drop-in its L1 cache answered (`l1`) or could have (`l1-miss`).
 */
export const READ_SOURCES = ["edge", "kv", "miss", "origin", "l1", "l1-miss"] as const;
export type ReadSource = (typeof READ_SOURCES)[number];

/**
 * What is counted, one name per counter. All of them only grow:
 * - a final state counts the versions that entered it, and `left-` those that left it again (a replay,
 *   a discard, a late report), so that entered − left = versions in that state;
 * - `held-` counts the intents that began to wait, by reason, `released` those that went back to a
 *   queue, repairs among them;
 * - `kv-` counts calls whose report has reached the ledger;
 * - `within-` are the cells of the accept-to-applied histogram, `latency-ms` the sum of its values.
 */
export type CountName =
  | "accepted"
  | FinalState
  | `left-${FinalState}`
  | "unchanged"
  | "late"
  | "repaired"
  | "released"
  | `held-${HoldReason}`
  | `kv-${Operation}-${CallOutcome}`
  | `read-${ReadSource}`
  | LatencyCell
  | "latency-ms";

/** Counters that are not zero; all others are. */
export type Counts = Readonly<Partial<Record<CountName, number>>>;

/** Counts that one transaction may change in place. */
export type OpenCounts = Partial<Record<CountName, number>>;

export const NO_COUNTS: Counts = {};

export function count(counts: OpenCounts, name: CountName, times = 1): void {
  if (times !== 0) counts[name] = (counts[name] ?? 0) + times;
}

export function addCounts(sum: OpenCounts, change: Counts): void {
  for (const name of namesOf(change)) count(sum, name, countOf(change, name));
}

export function sumCounts(all: Iterable<Counts>): Counts {
  const sum: OpenCounts = {};
  for (const counts of all) addCounts(sum, counts);
  return sum;
}

export const isNothing = (counts: Counts): boolean => Object.keys(counts).length === 0;

export const countOf = (counts: Counts, name: CountName): number => counts[name] ?? 0;

/** Only code with these names writes counts, so the names of an object are its type's. */
const namesOf = (counts: Counts): readonly CountName[] => Object.keys(counts) as CountName[];
