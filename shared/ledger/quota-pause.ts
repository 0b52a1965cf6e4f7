import { MS_PER_DAY } from "../limits.ts";

/** When an exhausted operation may be tried again: after 00:00 UTC, spread over five minutes. */
export function quotaPauseUntilMs(nowMs: number, dice: () => number): number {
  const midnightMs = (Math.floor(nowMs / MS_PER_DAY) + 1) * MS_PER_DAY;
  return midnightMs + Math.floor(dice() * SPREAD_MS);
}

const SPREAD_MS = 300_000;
