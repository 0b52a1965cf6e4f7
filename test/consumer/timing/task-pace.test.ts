import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  afterFailure,
  afterTick,
  allowance,
  initialPace,
  nextTickAtMs,
  type Pace,
} from "../../../consumer/timing/task-pace.ts";

const START_MS = 1_800_000_000_000;

/** Sends `total` intents; alarms ring late by what `lateMs` gives. Returns when each batch went. */
function simulate(total: number, rate: number, lateMs: () => number) {
  const batches: { readonly atMs: number; readonly count: number }[] = [];
  let pace: Pace = initialPace;
  let nowMs = START_MS;
  for (let left = total; left > 0; ) {
    const count = Math.min(left, allowance(pace, rate, nowMs));
    if (count > 0) {
      batches.push({ atMs: nowMs, count });
      pace = afterTick(pace, rate, nowMs, count);
      left -= count;
    }
    nowMs = Math.max(nowMs, nextTickAtMs(pace, rate, left)) + lateMs();
  }
  return batches;
}

const lastAtMs = (batches: readonly { readonly atMs: number }[]): number =>
  (batches.at(-1)?.atMs ?? START_MS) - START_MS;

describe("the pace of a replay or purge", () => {
  it("lets a second's worth go at once and nothing more within the first second", () => {
    expect(allowance(initialPace, 50, START_MS)).toBe(50);
    const pace = afterTick(initialPace, 50, START_MS, 50);
    expect(allowance(pace, 50, START_MS + 999)).toBe(0);
    expect(allowance(pace, 50, START_MS + 1_000)).toBe(1);
    expect(allowance(pace, 50, START_MS + 1_100)).toBe(6);
  });

  it("keeps the rate within 5 % over a run, however late each alarm rings below a second", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 20, max: 60 }),
        fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 20 }),
        (rate, seconds, lateness) => {
          let alarms = 0;
          const batches = simulate(
            rate * seconds,
            rate,
            () => lateness[alarms++ % lateness.length] ?? 0,
          );
          expect(lastAtMs(batches)).toBeGreaterThanOrEqual((seconds - 1) * 1_000);
          expect(lastAtMs(batches)).toBeLessThanOrEqual(seconds * 1_000 * 1.05);
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });

  it("never lets more go than the rate allows since the start", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 20 }),
        (rate, lateness) => {
          let alarms = 0;
          const batches = simulate(
            rate * 20,
            rate,
            () => lateness[alarms++ % lateness.length] ?? 0,
          );
          let sent = 0;
          for (const { atMs, count } of batches) {
            sent += count;
            const seconds = Math.max(1, (atMs - START_MS) / 1_000);
            expect(sent).toBeLessThanOrEqual(Math.floor(rate * seconds + 1e-3) + 1);
            expect(count).toBeLessThanOrEqual(rate);
          }
        },
      ),
      { seed: 4, numRuns: 200 },
    );
  });

  it("does not catch up after a long break", () => {
    const pace = afterTick(initialPace, 10, START_MS, 10);
    const hourLaterMs = START_MS + 3_600_000;
    expect(allowance(pace, 10, hourLaterMs)).toBe(10);
    const after = afterTick(pace, 10, hourLaterMs, 10);
    expect(allowance(after, 10, hourLaterMs)).toBe(1);
  });

  it("takes a rate below one intent a second", () => {
    const batches = simulate(4, 0.5, () => 0);
    expect(batches.map(({ atMs }) => atMs - START_MS)).toEqual([0, 2_000, 4_000, 6_000]);
  });

  it("waits longer, by chance, with each failure in a row", () => {
    const first = afterFailure(initialPace, START_MS, () => 0.5);
    const second = afterFailure(first, START_MS, () => 0.5);
    expect(first.notBeforeMs).toBe(START_MS + 750);
    expect(second.notBeforeMs).toBe(START_MS + 1_250);
    expect(allowance(first, 10, START_MS + 749)).toBe(0);
    expect(allowance(first, 10, START_MS + 750)).toBe(10);
    expect(nextTickAtMs(second, 10, 5)).toBe(second.notBeforeMs);
  });
});
