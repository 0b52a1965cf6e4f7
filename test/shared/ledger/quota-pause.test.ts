import { describe, expect, it } from "vitest";
import { quotaPauseUntilMs } from "../../../shared/ledger/quota-pause.ts";
import { fc } from "../../support/property.ts";

const MS_PER_DAY = 86_400_000;

describe("quotaPauseUntilMs", () => {
  it("is within five minutes after the next midnight UTC, for every moment and throw", () => {
    const dice = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), dice, (nowMs, thrown) => {
        const untilMs = quotaPauseUntilMs(nowMs, () => thrown);
        const midnightMs = new Date(nowMs).setUTCHours(24, 0, 0, 0);
        expect(untilMs).toBeGreaterThanOrEqual(midnightMs);
        expect(untilMs).toBeLessThan(midnightMs + 300_000);
      }),
    );
  });

  it("is a whole day at midnight itself", () => {
    const midnightMs = Date.UTC(2027, 0, 16);
    expect(quotaPauseUntilMs(midnightMs, () => 0)).toBe(midnightMs + MS_PER_DAY);
  });
});
