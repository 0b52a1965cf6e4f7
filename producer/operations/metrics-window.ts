import { minuteOf } from "../../shared/metrics/period.ts";
import type { MinuteRange } from "../../shared/metrics/series.ts";

/** Windows of the history, in minutes: each gives at most 180 points. */
const WINDOWS = {
  "1h": { minutes: 60, step: 1 },
  "24h": { minutes: 1_440, step: 10 },
  "7d": { minutes: 10_080, step: 60 },
} as const;

export type Window = keyof typeof WINDOWS;
export const WINDOW_NAMES = ["1h", "24h", "7d"] as const satisfies readonly Window[];

/**
 * Steps on whole multiples, so that the points of two answers are the same moments. The last one
 * holds the open minute and is not over yet.
 */
export function rangeOf(window: Window, nowMs: number): MinuteRange {
  const { minutes, step } = WINDOWS[window];
  const lastStep = Math.floor(minuteOf(nowMs) / step) * step;
  return { from: lastStep + step - minutes, until: lastStep + step, step };
}
