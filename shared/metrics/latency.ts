import type { Counts } from "./counts.ts";

/**
 * Upper bounds of the accept-to-applied histogram, in milliseconds: five a decade, from a tenth of a
 * second to a little over a day. They are part of the stored data: adding one is fine, moving one
 * would count old values under a wrong bound.
 */
export const LATENCY_BOUNDS_MS = [
  100, 160, 250, 400, 630, 1_000, 1_600, 2_500, 4_000, 6_300, 10_000, 16_000, 25_000, 40_000,
  63_000, 100_000, 160_000, 250_000, 400_000, 630_000, 1_000_000, 1_600_000, 2_500_000, 4_000_000,
  6_300_000, 10_000_000, 16_000_000, 25_000_000, 40_000_000, 63_000_000, 100_000_000,
] as const;

export type LatencyCell = `within-${number}` | "within-longer";

/** The cell that counts a latency: the first bound that is not below it. */
export function latencyCell(latencyMs: number): LatencyCell {
  const bound = LATENCY_BOUNDS_MS.find((boundMs) => latencyMs <= boundMs);
  return bound === undefined ? LONGER : `within-${bound}`;
}

type Cell = { readonly fromMs: number; readonly toMs: number; readonly count: number };

/** Cells in ascending order; the last one has no upper bound. */
export const latencyCells = (counts: Counts): readonly Cell[] => [
  ...LATENCY_BOUNDS_MS.map((toMs, index) => ({
    fromMs: LATENCY_BOUNDS_MS[index - 1] ?? 0,
    toMs,
    count: counts[`within-${toMs}`] ?? 0,
  })),
  { fromMs: LAST_BOUND_MS, toMs: Number.POSITIVE_INFINITY, count: counts[LONGER] ?? 0 },
];

export const latencyCount = (counts: Counts): number =>
  latencyCells(counts).reduce((sum, cell) => sum + cell.count, 0);

/**
 * The latency below which a share of all lies, interpolated inside its cell; null without any. What
 * is over the last bound counts as that bound.
 */
export function latencyQuantileMs(counts: Counts, share: number): number | null {
  const total = latencyCount(counts);
  if (total === 0) return null;
  const rank = share * total;
  let below = 0;
  for (const { fromMs, toMs, count } of latencyCells(counts)) {
    if (count > 0 && below + count >= rank) {
      const part = Math.max(0, rank - below) / count;
      return Number.isFinite(toMs) ? Math.round(fromMs + part * (toMs - fromMs)) : fromMs;
    }
    below += count;
  }
  return LAST_BOUND_MS;
}

const LONGER = "within-longer";
const LAST_BOUND_MS = LATENCY_BOUNDS_MS.at(-1) ?? 0;
