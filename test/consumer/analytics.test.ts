import { describe, expect, it } from "vitest";
import { withAnalytics } from "../../consumer/adapters/analytics.ts";
import type { PipelineEvent } from "../../shared/events.ts";

const BATCH: PipelineEvent = {
  kind: "batch-processed",
  queue: "sluice-writes",
  deliveries: 100,
  applied: 8,
  unchanged: 2,
  superseded: 85,
  held: 3,
  dead: 1,
  retried: 1,
  durationMs: 412,
};

describe("the dataset of Analytics Engine", () => {
  it("gets one point per batch, in an order that stays", () => {
    const points: unknown[] = [];
    const events: PipelineEvent[] = [];
    const dataset = { writeDataPoint: (point?: unknown) => void points.push(point) };
    const report = withAnalytics((event) => events.push(event), dataset);
    report(BATCH);
    report({ kind: "swept", collectedKeys: 1, deletedPayloads: 0 });
    expect(events.map(({ kind }) => kind)).toEqual(["batch-processed", "swept"]);
    expect(points).toEqual([
      {
        indexes: ["sluice-writes"],
        blobs: ["sluice-writes"],
        doubles: [100, 8, 2, 85, 3, 1, 1, 412],
      },
    ]);
  });

  it("is left out where none is bound", () => {
    const report = () => {};
    expect(withAnalytics(report, undefined)).toBe(report);
  });
});
