import { describe, expect, it } from "vitest";
import { backlogChart, chartRows, flowChart } from "../../../producer/ops/model/charts.ts";
import {
  indexAt,
  linePath,
  roundTop,
  sparkPath,
  spread,
} from "../../../producer/ops/model/plot.ts";
import { NOW_MS, someFigures, someMetrics } from "./some-answers.ts";

describe("the charts", () => {
  const totals = someFigures({ accepted: 2_400, applied: 584, superseded: 1_816 });
  const metrics = someMetrics([{ accepted: 90, applied: 30, superseded: 60 }, { pending: 5 }], {
    totals,
  });

  it("say in words what they show", () => {
    expect(flowChart(metrics, NOW_MS).summary).toBe(
      "Last hour: 2,400 accepted, 584 applied, 1,816 superseded. Most accepted: 90 a minute at 09:58 UTC.",
    );
    expect(backlogChart(metrics).summary).toBe(
      "Last hour: 5 pending now. At most 5, at 09:59 UTC.",
    );
  });

  it("say nothing of a peak where nothing was", () => {
    expect(backlogChart(someMetrics()).summary).toBe("Last hour: 0 pending now.");
  });

  it("show steps of any length per minute", () => {
    const hours = { ...metrics, stepSeconds: 3_600, window: "7d" as const };
    const [accepted] = flowChart(hours, NOW_MS + 3_600_000).lines;
    expect(accepted?.values.at(-2)).toBe(1.5);
  });

  it("count the step that is not over as long as it has lasted, a quarter at least", () => {
    const open = someMetrics([{ accepted: 10 }]);
    const rateAt = (nowMs: number) => flowChart(open, nowMs).lines[0]?.values.at(-1);
    expect(rateAt(NOW_MS)).toBe(20);
    expect(rateAt(NOW_MS - 29_000)).toBe(40);
    expect(rateAt(NOW_MS + 600_000)).toBe(10);
  });

  it("are the same as a table, the newest first", () => {
    const rows = chartRows(backlogChart(metrics));
    expect(rows).toHaveLength(60);
    expect(rows[0]).toEqual({ time: "2026-11-21 09:59", values: [["Pending", "5"]] });
  });
});

describe("lines", () => {
  const box = { width: 100, height: 12 };

  it("go from edge to edge, with gaps where nothing is", () => {
    expect(linePath([0, 5, null, 10, 10], 10, box)).toBe("M0 11L25 6M75 1L100 1");
  });

  it("stay in the box", () => {
    expect(linePath([0, 99], 10, box)).toBe("M0 11L100 1");
  });

  it("are not drawn through fewer than two values", () => {
    expect(sparkPath([null, 3])).toBe("");
    expect(sparkPath([0, 0])).toMatch(/^M0 /);
  });

  it.each([
    [[0], 1],
    [[0.3], 0.4],
    [[1], 1],
    [[7], 8],
    [[9], 10],
    [[101], 200],
  ])("of %j end at %d", (values, top) => {
    expect(roundTop(values)).toBeCloseTo(top);
  });

  it("find the value nearest to the pointer", () => {
    expect([0, 0.49, 0.5, 1, -1, 2].map((share) => indexAt(share, 3))).toEqual([0, 1, 1, 2, 0, 2]);
  });

  it("have labels from the first to the last value", () => {
    expect(spread([1, 2, 3, 4, 5], 3)).toEqual([1, 3, 5]);
    expect(spread([1], 3)).toEqual([1]);
  });
});
