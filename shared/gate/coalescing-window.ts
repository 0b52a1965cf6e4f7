/** Shares of the budget, in percent, from which something changes; 0 is ample, 100 is nothing left. */
const LEVELS = [0, 80, 90, 95, 100] as const;
export type Level = (typeof LEVELS)[number];

/** From here on a write whose caller would rather lose it than see it fail gives way. */
export const DROP_FROM: Level = 90;

export const levelOf = (spent: number, budget: number): Level =>
  LEVELS.findLast((level) => spent * 100 >= level * budget) ?? 0;

/**
 * The smallest time between two writes of a key: it widens with what is spent of the day's budget,
 * so that the rest goes to more keys and not to more values of the same.
 */
export function coalescingWindowMs(paceMs: number, level: Level): number {
  if (level >= 95) return Math.max(paceMs, LAST_WINDOW_MS);
  return level >= 80 ? Math.max(paceMs, SCARCE_WINDOW_MS) : paceMs;
}

const SCARCE_WINDOW_MS = 10_000;
const LAST_WINDOW_MS = 60_000;
