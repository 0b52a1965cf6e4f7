import { MS_PER_DAY } from "../limits.ts";
import { type Counts, NO_COUNTS, sumCounts } from "./counts.ts";

/** What was counted in one minute or one UTC day, numbered from the epoch. */
export type Period = { readonly index: number; readonly counts: Counts };

export const MS_PER_MINUTE = 60_000;
export const MINUTES_PER_DAY = 1_440;
/** How long finished minutes are kept. */
export const BUCKET_DAYS = 7;

export const NO_PERIOD: Period = { index: 0, counts: NO_COUNTS };

export const minuteOf = (atMs: number): number => Math.floor(atMs / MS_PER_MINUTE);
export const dayOf = (atMs: number): number => Math.floor(atMs / MS_PER_DAY);

type Advanced = { readonly open: Period; readonly finished: Period | null };

/**
 * Counts in the open period, or finishes it and opens the one that `index` names. A clock that went
 * back goes on in the open one: a finished period is written once.
 */
export function countIn(open: Period, index: number, counts: Counts): Advanced {
  if (index <= open.index) {
    return { open: { ...open, counts: sumCounts([open.counts, counts]) }, finished: null };
  }
  const finished = open === NO_PERIOD || open.index === 0 ? null : open;
  return { open: { index, counts }, finished };
}

/** The hour before and the last hour, whose last minute is the open one. */
export function lastHours(nowMs: number) {
  const until = minuteOf(nowMs) + 1;
  return { from: until - 120, until, step: 60 };
}
