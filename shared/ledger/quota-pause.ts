import { dayEndMs, utcDay } from "../gate/utc-day.ts";

/** When an exhausted operation may be tried again: after 00:00 UTC, spread over five minutes. */
export const quotaPauseUntilMs = (nowMs: number, dice: () => number): number =>
  dayEndMs(utcDay(nowMs)) + quotaSpreadMs(dice);

export const quotaSpreadMs = (dice: () => number): number => Math.floor(dice() * SPREAD_MS);

const SPREAD_MS = 300_000;
