import { MS_PER_DAY } from "../limits.ts";

export const TRENDS = ["increasing", "stable", "decreasing"] as const;
export type Trend = (typeof TRENDS)[number];

/** Less than this many more or fewer in an hour is chance, whatever the ratio. */
const LEAST_DIFFERENCE = 10;
/** The hours differ when one is over a quarter larger than the other. */
const LEAST_RATIO = 1.25;

/** Compares the last hour with the hour before it. */
export function trendOf(lastHour: number, hourBefore: number): Trend {
  if (Math.abs(lastHour - hourBefore) < LEAST_DIFFERENCE) return "stable";
  if (lastHour > hourBefore * LEAST_RATIO) return "increasing";
  if (hourBefore > lastHour * LEAST_RATIO) return "decreasing";
  return "stable";
}

export type Forecast =
  | { readonly kind: "used-up" }
  /** At the rate of the last hour. */
  | { readonly kind: "uses-up"; readonly atMs: number }
  | { readonly kind: "lasts" };

const MS_PER_HOUR = 3_600_000;

/** Whether what is left of a daily quota lasts until 00:00 UTC at the rate of the last hour. */
export function forecastOf(used: number, limit: number, lastHour: number, nowMs: number): Forecast {
  if (used >= limit) return { kind: "used-up" };
  if (lastHour <= 0) return { kind: "lasts" };
  const atMs = nowMs + ((limit - used) / lastHour) * MS_PER_HOUR;
  return atMs < nextDayMs(nowMs) ? { kind: "uses-up", atMs: Math.floor(atMs) } : { kind: "lasts" };
}

/** When daily quotas begin anew: 00:00 UTC. */
export const nextDayMs = (nowMs: number): number =>
  (Math.floor(nowMs / MS_PER_DAY) + 1) * MS_PER_DAY;
