import * as z from "zod/mini";
import { MAX_AFTER_AHEAD_MS } from "./limits.ts";
import { err, ok, type Result } from "./result.ts";

/**
 * A version is a hybrid logical clock reading: 48-bit milliseconds, 16-bit counter, 40-bit node,
 * written in base32hex fields of 10, 4 and 8 characters. Comparing two versions as strings is
 * comparing them as readings, and two producers never make the same one.
 */
const PATTERN = /^[0-7][0-9a-v]{9}[01][0-9a-v]{3}[0-9a-v]{8}$/;

export const VERSION_LENGTH = 22;
export const Version = z
  .string()
  .check(z.regex(PATTERN, "expected a version of 22 base32hex characters"));
export type Version = z.infer<typeof Version>;

const MAX_COUNTER = 0xffff;
const MAX_TIME_MS = 2 ** 48 - 1;
const NODES = 2 ** 40;

/** The last reading a producer gave out or saw. */
export type VersionClock = { readonly timeMs: number; readonly counter: number };

export const initialVersionClock: VersionClock = { timeMs: 0, counter: 0 };

/** The node part, from one throw of the dice in [0, 1). */
export const nodeFromDice = (dice: number): number => Math.floor(dice * NODES);

/** The next reading: later than every one before it, whatever the wall clock did meanwhile. */
export function tick(clock: VersionClock, nowMs: number): VersionClock {
  const wallMs = Math.min(nowMs, MAX_TIME_MS);
  if (wallMs > clock.timeMs) return { timeMs: wallMs, counter: 0 };
  if (clock.counter < MAX_COUNTER) return { timeMs: clock.timeMs, counter: clock.counter + 1 };
  return { timeMs: clock.timeMs + 1, counter: 0 };
}

/**
 * The receive rule: after it, `tick` gives readings later than `after`. A version too far ahead of
 * our clock is refused, since it would drag every later write of this producer into the future.
 */
export function receive(
  clock: VersionClock,
  nowMs: number,
  after: Version,
): Result<VersionClock, { readonly aheadMs: number }> {
  const seen = { timeMs: versionTimeMs(after), counter: versionCounter(after) };
  const aheadMs = seen.timeMs - nowMs;
  if (aheadMs > MAX_AFTER_AHEAD_MS) return err({ aheadMs });
  const isLater =
    seen.timeMs > clock.timeMs || (seen.timeMs === clock.timeMs && seen.counter > clock.counter);
  return ok(isLater ? seen : clock);
}

export function formatVersion(clock: VersionClock, node: number): Version {
  return base32(clock.timeMs, 10) + base32(clock.counter, 4) + base32(node, 8);
}

/** Milliseconds since the epoch at which the version was stamped, by its producer's clock. */
export const versionTimeMs = (version: Version): number =>
  Number.parseInt(version.slice(0, 10), 32);

const versionCounter = (version: Version): number => Number.parseInt(version.slice(10, 14), 32);

const READING_LENGTH = 14;
const NODE_LENGTH = VERSION_LENGTH - READING_LENGTH;

/** Whether two versions differ in their node alone: of one clock reading, they were stamped together. */
export const sameReading = (a: Version, b: Version): boolean =>
  a.slice(0, READING_LENGTH) === b.slice(0, READING_LENGTH);

/** One of many versions of one clock reading: for writes that one request asks for, in no order. */
export function versionOfReading(version: Version, position: number): Version {
  const node = Number.parseInt(version.slice(READING_LENGTH), 32) + position;
  return version.slice(0, READING_LENGTH) + base32(node % NODES, NODE_LENGTH);
}

const base32 = (value: number, length: number): string => value.toString(32).padStart(length, "0");

/** The later of two versions; null is earlier than any. */
export function laterVersion(a: Version | null, b: Version | null): Version | null {
  if (a === null) return b;
  if (b === null) return a;
  return a > b ? a : b;
}
