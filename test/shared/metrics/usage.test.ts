import { describe, expect, it } from "vitest";
import { coalescingRatio } from "../../../shared/metrics/figures.ts";
import { forecastOf, trendOf } from "../../../shared/metrics/forecast.ts";
import { quotasFor, usageOf } from "../../../shared/metrics/usage.ts";

const NOON_MS = Date.UTC(2026, 10, 21, 12);
const HOUR_MS = 3_600_000;

describe("a trend", () => {
  it.each([
    ["increasing", 100, 70],
    ["stable", 100, 80],
    ["stable", 80, 100],
    ["decreasing", 70, 100],
    ["stable", 9, 0],
    ["increasing", 10, 0],
    ["decreasing", 0, 10],
    ["stable", 0, 0],
  ])("is %s from %i in the last hour after %i", (trend, lastHour, hourBefore) => {
    expect(trendOf(lastHour, hourBefore)).toBe(trend);
  });
});

describe("a forecast", () => {
  it("names the moment at which the rate of the last hour uses the rest up", () => {
    const atMs = NOON_MS + 5 * HOUR_MS + (2 * HOUR_MS) / 3;
    expect(forecastOf(320, 1_000, 120, NOON_MS)).toEqual({ kind: "uses-up", atMs });
  });

  it("lasts when that moment comes at or after 00:00 UTC, or nothing was used", () => {
    expect(forecastOf(0, 1_200, 100, NOON_MS)).toEqual({ kind: "lasts" });
    expect(forecastOf(1, 1_200, 100, NOON_MS).kind).toBe("uses-up");
    expect(forecastOf(999, 1_000, 0, NOON_MS)).toEqual({ kind: "lasts" });
  });

  it("is used up at the limit, not before", () => {
    expect(forecastOf(1_000, 1_000, 0, NOON_MS)).toEqual({ kind: "used-up" });
    expect(forecastOf(1_001, 1_000, 5, NOON_MS)).toEqual({ kind: "used-up" });
  });
});

describe("the usage of a quota", () => {
  const counts = {
    accepted: 100,
    "held-pace": 40,
    released: 15,
    "kv-put-applied": 40,
    "kv-put-throttled": 1,
    "kv-put-unknown": 2,
    "kv-put-refused": 3,
    "kv-put-quota": 500,
    "kv-delete-applied": 7,
    "read-edge": 900,
    "read-kv": 20,
    "read-miss": 3,
    "read-l1": 600,
    "read-l1-miss": 4,
  };
  const usedBy = (budgets: { put: number | null; delete: number | null }) =>
    quotasFor(budgets).map((quota) => {
      const usage = usageOf(quota, { today: counts, lastHour: {}, hourBefore: {} }, NOON_MS);
      return [usage.name, usage.origin, usage.usedToday, usage.left];
    });

  it("counts calls that reached KV, reads past the edge cache, and three operations a message", () => {
    expect(usedBy({ put: null, delete: null })).toEqual([
      ["kv_puts", "free-plan", 46, 954],
      ["kv_deletes", "free-plan", 7, 993],
      ["kv_reads", "free-plan", 27, 99_973],
      ["queue_operations", "free-plan", 345, 9_655],
    ]);
  });

  it("measures the operator's budgets beside them; what is over leaves nothing", () => {
    expect(usedBy({ put: 40, delete: 30 }).slice(4)).toEqual([
      ["put_budget", "budget", 46, 0],
      ["delete_budget", "budget", 7, 23],
    ]);
  });
});

describe("the coalescing ratio", () => {
  it("is intents that ended for each call that reached KV", () => {
    expect(
      coalescingRatio({
        applied: 5,
        unchanged: 2,
        superseded: 90,
        expired: 1,
        dead: 4,
        "kv-put-applied": 3,
        "kv-put-throttled": 1,
        "kv-put-quota": 9,
      }),
    ).toBe(24);
    expect(coalescingRatio({ superseded: 5 })).toBeNull();
  });
});
