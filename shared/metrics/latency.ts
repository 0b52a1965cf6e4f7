import type { Counts } from "./counts.ts";
import { LATENCY_BOUNDS_MS } from "./latency-cells.ts";

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
