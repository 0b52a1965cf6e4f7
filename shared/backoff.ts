/** A source of uniform numbers in [0, 1). */
export type Dice = () => number;

/** Units are milliseconds; `capMs` bounds the range before the dice is thrown. */
export type Backoff = { readonly baseMs: number; readonly capMs: number };

/** KV throttled us: its own window is a second, so more than a minute apart helps nobody. */
export const THROTTLED_BACKOFF: Backoff = { baseMs: 1_000, capMs: 60_000 };
/** KV or the way to it is broken: leave it more time to recover. */
export const TRANSIENT_BACKOFF: Backoff = { baseMs: 1_000, capMs: 300_000 };

/**
 * Full jitter: uniform in [0, min(cap, base × 2^(streak − 1))) for the `streak`-th failure in a row.
 * It spreads contenders best for the calls it costs
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export function fullJitterMs(streak: number, backoff: Backoff, dice: Dice): number {
  const rangeMs = Math.min(backoff.capMs, backoff.baseMs * 2 ** Math.min(streak - 1, 40));
  return Math.floor(dice() * rangeMs);
}
