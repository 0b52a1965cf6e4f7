import { type Dice, fullJitterMs, TRANSIENT_BACKOFF } from "../../shared/backoff.ts";

/** How far a replay or purge is, in time. Plain data beside its counts. */
export type Pace = {
  /** When the next intent is due; null before the first one. */
  readonly dueAtMs: number | null;
  /** Ticks in a row in which nothing could be sent. */
  readonly streak: number;
  /** No tick does anything before this. */
  readonly notBeforeMs: number;
};

export const initialPace: Pace = { dueAtMs: null, streak: 0, notBeforeMs: 0 };

/** Ticks are no closer than this, unless a single intent is due. */
const TICK_MS = 250;

/**
 * A tick that comes later than this after its time does not catch up: whatever kept the task from
 * running, its intents never leave faster than a second's worth at once.
 */
const MAX_LAG_MS = 1_000;

/** How many intents may go now: a second's worth at the start, then each at its own time. */
export function allowance(pace: Pace, ratePerSecond: number, nowMs: number): number {
  const burst = Math.max(1, Math.floor(ratePerSecond));
  if (nowMs < pace.notBeforeMs) return 0;
  if (pace.dueAtMs === null) return burst;
  const lateMs = Math.min(nowMs - pace.dueAtMs, MAX_LAG_MS);
  if (lateMs < 0) return 0;
  return Math.min(burst, Math.floor(toIntents(lateMs, ratePerSecond)) + 1);
}

/**
 * After `taken` intents went. The next one's time follows from the times before it and not from
 * when the tick happened to run, so lateness does not add up.
 */
export function afterTick(pace: Pace, ratePerSecond: number, nowMs: number, taken: number): Pace {
  const fromMs = Math.max(pace.dueAtMs ?? nowMs, nowMs - MAX_LAG_MS);
  return { dueAtMs: fromMs + toMs(taken, ratePerSecond), streak: 0, notBeforeMs: 0 };
}

/** After a tick in which nothing could be sent. */
export function afterFailure(pace: Pace, nowMs: number, dice: Dice): Pace {
  const streak = pace.streak + 1;
  const notBeforeMs = nowMs + TICK_MS + fullJitterMs(streak, TRANSIENT_BACKOFF, dice);
  return { ...pace, streak, notBeforeMs };
}

/** When the next tick has something to do: a quarter of a second's worth, or all that is left. */
export function nextTickAtMs(pace: Pace, ratePerSecond: number, left: number): number {
  if (pace.dueAtMs === null) return pace.notBeforeMs;
  const worth = Math.max(1, Math.round(toIntents(TICK_MS, ratePerSecond)));
  const lastAtMs = pace.dueAtMs + toMs(Math.min(worth, Math.max(1, left)) - 1, ratePerSecond);
  return Math.max(pace.notBeforeMs, Math.ceil(lastAtMs));
}

/** The small addition keeps an intent that is due to the millisecond from being lost to rounding. */
const toIntents = (durationMs: number, ratePerSecond: number): number =>
  (durationMs * ratePerSecond) / 1_000 + 1e-6;

const toMs = (intents: number, ratePerSecond: number): number => (intents * 1_000) / ratePerSecond;
