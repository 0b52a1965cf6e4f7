import { describe, expect, it } from "vitest";
import type { Known } from "../../../producer/ops/model/health.ts";
import { tilesOf } from "../../../producer/ops/model/tiles.ts";
import {
  NOW_MS,
  someBacklog,
  someFigures,
  someMetrics,
  someQuota,
  someUsage,
} from "./some-answers.ts";

const NOTHING: Known = { metrics: null, summary: null, usage: null, namespaces: [] };

const tile = (id: string, known: Partial<Known>, deadInDay: number | null = null) =>
  tilesOf({ ...NOTHING, ...known }, deadInDay, NOW_MS).find((found) => found.id === id);

describe("the tiles", () => {
  it("are six, and say nothing before anything is known", () => {
    const tiles = tilesOf(NOTHING, null, NOW_MS);
    expect(tiles.map((found) => found.id)).toEqual([
      "backlog",
      "applied",
      "ratio",
      "latency",
      "dead",
      "budget",
    ]);
    expect(new Set(tiles.map((found) => found.value))).toEqual(new Set(["–"]));
  });

  it("name what waits, its age and why", () => {
    const backlog = someBacklog({
      held: { total: 1_200, byReason: { pace: 1_199, backoff: 1, quota: 0 } },
      oldestAgeMs: 61_000,
    });
    expect(tile("backlog", { metrics: someMetrics([{ pending: 7 }], { backlog }) })).toMatchObject({
      value: "1,200",
      detail: "oldest 1 min; held: pace 1,199, backoff 1",
    });
    expect(tile("backlog", { metrics: someMetrics() })?.detail).toBe("nothing waits");
  });

  it("take the rate from the last minute that is over", () => {
    const metrics = someMetrics([{ applied: 120, accepted: 30 }, { applied: 1 }]);
    const applied = tile("applied", { metrics });
    expect(applied?.value).toBe("2");
    expect(applied?.detail).toContain("0.5 accepted");
    expect(applied?.spark).toHaveLength(59);
    expect(applied?.spark.at(-1)).toBe(120);
  });

  it("show the coalescing ratio, or that there was no KV call", () => {
    const totals = someFigures({ coalescingRatio: 4.28, superseded: 1_816 });
    expect(tile("ratio", { metrics: someMetrics([], { totals }) })).toMatchObject({
      value: "4.3 : 1",
      detail: "writes per KV call; hour: 1,816 superseded, 0 unchanged",
    });
    expect(tile("ratio", { metrics: someMetrics() })?.detail).toBe("no KV call in the last hour");
  });

  it.each([
    [840, 990, "840 / 990 ms"],
    [515, 2_512, "0.52 / 2.5 s"],
    [1_858, 6_026, "1.9 / 6 s"],
    [42_000, 130_000, "42 / 130 s"],
  ])("show a p50 of %i ms and a p99 of %i ms in one unit", (p50Ms, p99Ms, value) => {
    const totals = someFigures({ acceptToApplied: { p50Ms, p99Ms } });
    expect(tile("latency", { metrics: someMetrics([], { totals }) })?.value).toBe(value);
  });

  it("leave gaps where a minute has no latency", () => {
    const metrics = someMetrics([{ acceptToApplied: { p50Ms: 9, p99Ms: 9 } }, {}, {}]);
    expect(tile("latency", { metrics })?.spark).toEqual([]);
    const totals = someFigures({ acceptToApplied: { p50Ms: 9, p99Ms: 9 } });
    expect(tile("latency", { metrics: { ...metrics, totals } })?.spark.slice(-2)).toEqual([
      9,
      null,
    ]);
  });

  it("ask for attention when there are dead letters", () => {
    const summary = { reasons: [], total: 3 };
    expect(tile("dead", { summary }, 2)).toMatchObject({
      value: "3",
      detail: "2 deaths in 24 h",
      tone: "attention",
    });
    expect(tile("dead", { summary: { reasons: [], total: 0 } })?.tone).toBe("plain");
  });

  it("show the budget with its forecast, and the free plan's quota without one", () => {
    const usedUpAt = "2026-11-21T15:30:00.000Z";
    expect(tile("budget", { usage: someUsage(someQuota({ usedUpAt })) })).toMatchObject({
      value: "412 of 1,000",
      detail: "used up at 15:30 UTC; resets in 14 h",
      tone: "attention",
      share: 0.412,
    });
    const free = someQuota({ quota: "kv_puts", origin: "free-plan", used: 1_200, left: 0 });
    expect(tile("budget", { usage: someUsage(free) })).toMatchObject({
      detail: "of the free plan; used up; resets in 14 h",
      tone: "plain",
      share: 1,
    });
  });
});
