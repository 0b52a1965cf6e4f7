import { describe, expect, it } from "vitest";
import { fullJitterMs, THROTTLED_BACKOFF, TRANSIENT_BACKOFF } from "../../shared/backoff.ts";
import { fc } from "../support/property.ts";

const ALMOST_ONE = 1 - Number.EPSILON / 2;

describe("fullJitterMs", () => {
  it("lies between 0 and the doubled base, below the cap, for every failure and throw", () => {
    const backoffs = fc.constantFrom(THROTTLED_BACKOFF, TRANSIENT_BACKOFF);
    const dice = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(
        backoffs,
        fc.integer({ min: 1, max: 10_000 }),
        dice,
        (backoff, streak, thrown) => {
          const waitMs = fullJitterMs(streak, backoff, () => thrown);
          expect(Number.isInteger(waitMs)).toBe(true);
          expect(waitMs).toBeGreaterThanOrEqual(0);
          expect(waitMs).toBeLessThan(Math.min(backoff.capMs, backoff.baseMs * 2 ** (streak - 1)));
        },
      ),
    );
  });

  it("doubles its range with each failure in a row", () => {
    const ranges = [1, 2, 3, 4].map((streak) =>
      Math.round(fullJitterMs(streak, TRANSIENT_BACKOFF, () => ALMOST_ONE) / 1_000),
    );
    expect(ranges).toEqual([1, 2, 4, 8]);
  });

  it("stays within a minute when throttled and within five when KV is broken", () => {
    expect(fullJitterMs(99, THROTTLED_BACKOFF, () => ALMOST_ONE)).toBe(59_999);
    expect(fullJitterMs(99, TRANSIENT_BACKOFF, () => ALMOST_ONE)).toBe(299_999);
  });

  it("can be nothing at all: the pace comes on top", () => {
    expect(fullJitterMs(12, TRANSIENT_BACKOFF, () => 0)).toBe(0);
  });
});
