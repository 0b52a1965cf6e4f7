import { describe, expect, it } from "vitest";
import { readLanes } from "../../../scripts/lanes/lane.ts";
import { laneRows } from "../../../scripts/lanes/lanes-table.ts";
import { LOADS } from "../../../scripts/lanes/loads.ts";
import { measureLane } from "../../../scripts/lanes/measure-lane.ts";
import { readDocument, section, tableRows } from "../../support/read-docs.ts";

describe("the measurement of the lanes", () => {
  it("gives the figures of docs/lanes.md", async () => {
    const { text } = readDocument("docs/lanes.md");
    expect(await laneRows()).toEqual(tableRows(section(text, "Measured")));
  });

  it("has every lane as the consumer's TOML file sets it", () => {
    expect(readLanes()).toEqual([
      { priority: "normal", maxBatchSize: 100, maxBatchTimeoutMs: 1_000 },
      { priority: "immediate", maxBatchSize: 100, maxBatchTimeoutMs: 0 },
    ]);
  });

  it("finds no lane that writes a key twice within a second", async () => {
    const hot = LOADS.at(-1);
    const keys = new Set(hot?.writes.map(({ key }) => key));
    expect(keys.size).toBe(1);
    for (const lane of readLanes()) {
      const { kvWrites } = await measureLane(hot ?? { title: "", writes: [] }, lane);
      const lengthMs = hot?.writes.at(-1)?.atMs ?? 0;
      expect(kvWrites).toBeLessThanOrEqual(Math.ceil(lengthMs / 1_000) + 1);
    }
  });
});
