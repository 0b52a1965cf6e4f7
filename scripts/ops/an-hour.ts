import type { Metrics, Point } from "../../producer/ops/api/answers.ts";

/**
 * A Sluice that has run for a minute has no history to show: the real answer with made-up steps, the
 * same each time. Its backlog is left as it is.
 */
export function withHistory(metrics: Metrics): Metrics {
  const series = metrics.series.map(madeUp);
  const sum = (of: (point: Point) => number) =>
    series.reduce((total, point) => total + of(point), 0);
  const totals = {
    ...metrics.totals,
    accepted: sum((point) => point.accepted),
    applied: sum((point) => point.applied),
    superseded: sum((point) => point.superseded),
    unchanged: sum((point) => point.unchanged),
    coalescingRatio: 4.28,
    acceptToApplied: { p50Ms: 980, p99Ms: 1_800 },
  };
  return { ...metrics, series, totals };
}

/** Two waves and a burst, in which the backlog grows and is worked off. */
function madeUp(point: Point, index: number, { length }: readonly Point[]): Point {
  const place = index / length;
  const burst = Math.exp(-(((place - 0.72) * 14) ** 2));
  const wave = 1 + 0.3 * Math.sin(place * 19) + 0.12 * Math.sin(place * 71);
  const accepted = Math.round(2_400 * (wave + 1.6 * burst));
  const applied = Math.round(560 * (wave + 0.5 * burst));
  const p50Ms = Math.round(900 + 200 * Math.sin(place * 31) + 700 * burst);
  return {
    ...point,
    accepted,
    applied,
    unchanged: Math.round(applied / 20),
    superseded: accepted - applied,
    dead: index === length - 2 ? 183 : 0,
    pending: Math.round(60 * wave + 900 * burst),
    coalescingRatio: accepted / applied,
    acceptToApplied: { p50Ms, p99Ms: 2 * p50Ms },
  };
}
