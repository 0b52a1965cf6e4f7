import type { Dice } from "../backoff.ts";
import type { WindowCount } from "./failure-window.ts";

/**
 * A namespace whose writes fail: nothing is written until `untilMs`, then single probes. `episode`
 * tells the outcome of a probe from that of an earlier one.
 */
export type Breaker = {
  readonly episode: number;
  readonly untilMs: number;
  /** Openings in a row: the exponent of the time that it stays open. */
  readonly openings: number;
  readonly openedAtMs: number;
};

const MIN_WRITES = 20;
const OPEN_MS = 30_000;
const LONGEST_OPEN_MS = 300_000;
/** Either way, so that namespaces drift apart. */
const SPREAD = 0.2;
/** One probe of a shard at a time; the next when the report of the last must have come. */
export const PROBE_EVERY_MS = 45_000;

/** At least half of at least twenty writes have failed. */
export const isFailing = ({ writes, failures }: WindowCount): boolean =>
  writes >= MIN_WRITES && failures * 2 >= writes;

/** Fewer failures than this in one of so many shards cannot open the breaker. */
export const isWorthReporting = ({ failures }: WindowCount, shards: number): boolean =>
  failures * shards * 2 >= MIN_WRITES;

/** Opens for half a minute, twice as long each time that a probe fails, at most five minutes. */
export function openBreaker(
  before: Breaker | null,
  episode: number,
  nowMs: number,
  dice: Dice,
): Breaker {
  const openings = (before?.openings ?? 0) + 1;
  const fullMs = Math.min(LONGEST_OPEN_MS, OPEN_MS * 2 ** Math.min(openings - 1, 10));
  const openMs = Math.floor(fullMs * (1 - SPREAD + 2 * SPREAD * dice()));
  return { episode, openings, untilMs: nowMs + openMs, openedAtMs: before?.openedAtMs ?? nowMs };
}
