import { describe, expect, it } from "vitest";
import { pendingSeries } from "../../../shared/metrics/pending.ts";

describe("what was pending in each step", () => {
  it("is told backwards from now: accepted came in, final states went out", () => {
    const series = [
      { accepted: 10, applied: 4 },
      { accepted: 5, applied: 3, superseded: 6, dead: 1 },
      { applied: 1 },
    ];
    expect(pendingSeries(series, 0)).toEqual([6, 1, 0]);
  });

  it("counts a replay that takes a dead one back", () => {
    expect(pendingSeries([{ "left-dead": 3 }, { applied: 1 }], 2)).toEqual([3, 2]);
  });

  it("is never negative, though counters and the figure of now are read one after the other", () => {
    expect(pendingSeries([{}, { accepted: 5 }], 2)).toEqual([0, 2]);
    expect(pendingSeries([], 7)).toEqual([]);
  });
});
