import { describe, expect, it } from "vitest";
import {
  BROKEN_PACE,
  BUSY_PACE,
  type RetryPace,
  retryDelaySeconds,
  UNTOLD_DEAD_LETTER_PACE,
  UNTOLD_PACE,
} from "../../consumer/batch/retry-delay.ts";
import { MAX_DELAY_SECONDS } from "../../shared/limits.ts";

const DELIVERIES = 100;
const HOUR_SECONDS = 3_600;

/** The shortest time that all deliveries of a message can take. */
const shortestSeconds = (pace: RetryPace): number =>
  Array.from({ length: DELIVERIES }, (_, n) => retryDelaySeconds(n + 1, pace, () => 0)).reduce(
    (sum, seconds) => sum + seconds,
    0,
  );

describe("the delay of a message that could not be decided", () => {
  it("doubles from the base to the cap, half of it by chance", () => {
    const delays = [1, 2, 3, 20].map((attempts) =>
      retryDelaySeconds(attempts, UNTOLD_PACE, () => 0),
    );
    expect(delays).toEqual([1, 2, 4, 450]);
    expect(retryDelaySeconds(20, UNTOLD_PACE, () => 0.999_999)).toBe(900);
  });

  it("is one that the platform takes", () => {
    for (const pace of [UNTOLD_PACE, UNTOLD_DEAD_LETTER_PACE, BUSY_PACE, BROKEN_PACE]) {
      expect(retryDelaySeconds(1_000, pace, () => 1)).toBeLessThanOrEqual(MAX_DELAY_SECONDS);
    }
  });

  it("keeps a write half a day on its queue while the ledger is out of reach", () => {
    expect(shortestSeconds(UNTOLD_PACE)).toBeGreaterThan(11 * HOUR_SECONDS);
  });

  it("outlasts the retention of the dead-letter queue, behind which there is nothing", () => {
    expect(shortestSeconds(UNTOLD_DEAD_LETTER_PACE)).toBeGreaterThan(14 * 24 * HOUR_SECONDS);
  });

  it("leaves a week to correct a setting", () => {
    expect(shortestSeconds(BROKEN_PACE)).toBeGreaterThan(7 * 24 * HOUR_SECONDS);
  });
});
