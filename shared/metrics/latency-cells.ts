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
  return bound === undefined ? "within-longer" : `within-${bound}`;
}
