import { HOLD_REASONS } from "../ledger/key-state.ts";
import { CALL_OUTCOMES, type CountName, type Counts, countOf, READ_SOURCES } from "./counts.ts";
import { latencyCount, latencyQuantileMs } from "./latency.ts";
import { kvCallsOf } from "./usage.ts";

/** Counters of intents that figures give by their own names. */
const INTENT_FIGURES = [
  "accepted",
  "applied",
  "unchanged",
  "superseded",
  "dead",
  "expired",
  "dropped",
  "discarded",
  "late",
  "repaired",
] as const;

/** Counts in the words and shape of the API, zeros included. */
export const figuresOf = (counts: Counts) => ({
  ...record(INTENT_FIGURES, (name) => countOf(counts, name)),
  held: record(HOLD_REASONS, (reason) => countOf(counts, `held-${reason}`)),
  kvCalls: {
    put: record(CALL_OUTCOMES, (outcome) => countOf(counts, `kv-put-${outcome}`)),
    delete: record(CALL_OUTCOMES, (outcome) => countOf(counts, `kv-delete-${outcome}`)),
  },
  reads: record(READ_SOURCES, (source) => countOf(counts, `read-${source}`)),
  hitRatios: hitRatios(counts),
  coalescingRatio: coalescingRatio(counts),
  acceptToApplied: {
    count: latencyCount(counts),
    p50Ms: latencyQuantileMs(counts, 0.5),
    p99Ms: latencyQuantileMs(counts, 0.99),
  },
});

/**
 * Intents that ended applied (unchanged ones among them), expired or superseded, for each call that
 * reached KV, whatever it answered; null without a call.
 */
export function coalescingRatio(counts: Counts): number | null {
  const ends: readonly CountName[] = ["applied", "expired", "superseded"];
  const settled = ends.reduce((sum, name) => sum + countOf(counts, name), 0);
  const calls = kvCallsOf("put")(counts) + kvCallsOf("delete")(counts);
  return calls === 0 ? null : Math.round((100 * settled) / calls) / 100;
}

/** Of the reads that each cache was asked; null when it was asked none. */
function hitRatios(counts: Counts) {
  const [edge, kv, miss] = [
    countOf(counts, "read-edge"),
    countOf(counts, "read-kv"),
    countOf(counts, "read-miss"),
  ];
  const l1 = countOf(counts, "read-l1");
  return {
    edge: ratio(edge, kv + miss),
    kv: ratio(kv, miss),
    l1: ratio(l1, countOf(counts, "read-l1-miss")),
  };
}

const ratio = (hits: number, misses: number): number | null =>
  hits + misses === 0 ? null : Math.round((1_000 * hits) / (hits + misses)) / 1_000;

const record = <Name extends string>(names: readonly Name[], of: (name: Name) => number) =>
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, number>;
