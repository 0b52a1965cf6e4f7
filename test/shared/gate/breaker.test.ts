import { describe, expect, it } from "vitest";
import { isFailing, isWorthReporting, openBreaker } from "../../../shared/gate/breaker.ts";
import { coalescingWindowMs, levelOf } from "../../../shared/gate/coalescing-window.ts";
import { countWrite, emptyWindow, sumWindow } from "../../../shared/gate/failure-window.ts";
import { NOW_MS } from "../../support/versions.ts";

describe("a breaker", () => {
  it.each([
    [20, 10, true],
    [20, 9, false],
    [19, 19, false],
    [40, 19, false],
    [41, 21, true],
  ])("of %i writes with %i failures: fails %s", (writes, failures, expected) => {
    expect(isFailing({ writes, failures })).toBe(expected);
  });

  it("hears of a shard when its failures could be a fair share of enough", () => {
    const failures = (count: number) => ({ writes: count, failures: count });
    expect(isWorthReporting(failures(9), 1)).toBe(false);
    expect(isWorthReporting(failures(10), 1)).toBe(true);
    expect(isWorthReporting(failures(1), 8)).toBe(false);
    expect(isWorthReporting(failures(2), 8)).toBe(true);
  });

  it("opens for half a minute, give or take a fifth, then twice as long, at most five minutes", () => {
    const first = openBreaker(null, 1, NOW_MS, () => 0.5);
    expect(first).toEqual({
      episode: 1,
      openings: 1,
      openedAtMs: NOW_MS,
      untilMs: NOW_MS + 30_000,
    });
    const dices = [0, 0.999_999].map((thrown) => openBreaker(null, 1, 0, () => thrown).untilMs);
    expect(dices).toEqual([24_000, 35_999]);
    let breaker = first;
    const lengths = [2, 3, 4, 5, 6].map((episode) => {
      breaker = openBreaker(breaker, episode, 0, () => 0.5);
      return breaker.untilMs;
    });
    expect(lengths).toEqual([60_000, 120_000, 240_000, 300_000, 300_000]);
    expect(breaker.openedAtMs).toBe(NOW_MS);
  });
});

describe("the window of failures", () => {
  it("counts the writes of the last thirty seconds", () => {
    let window = countWrite(emptyWindow, NOW_MS, 1);
    window = countWrite(window, NOW_MS + 400, 0);
    window = countWrite(window, NOW_MS + 20_000, 1);
    expect(sumWindow(window, NOW_MS + 20_000)).toEqual({ writes: 3, failures: 2 });
    expect(sumWindow(window, NOW_MS + 31_000)).toEqual({ writes: 1, failures: 1 });
    expect(countWrite(window, NOW_MS + 60_000, 0).size).toBe(1);
  });
});

describe("the coalescing window", () => {
  it("widens at 80 and at 95 percent, and never below the pace", () => {
    expect(
      ([0, 80, 90, 95, 100] as const).map((level) => coalescingWindowMs(1_000, level)),
    ).toEqual([1_000, 10_000, 10_000, 60_000, 60_000]);
    expect(coalescingWindowMs(120_000, 95)).toBe(120_000);
  });

  it("goes by whole levels of what is spent", () => {
    expect([0, 39, 40, 45, 47, 48, 50].map((spent) => levelOf(spent, 50))).toEqual([
      0, 0, 80, 90, 90, 95, 100,
    ]);
  });
});
