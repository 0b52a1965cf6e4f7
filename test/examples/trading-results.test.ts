import { describe, expect, it } from "vitest";
import { straightToKv } from "../../examples/trading-results/straight-to-kv.ts";
import { daysLater, type PlannedWrite } from "../../examples/trading-results/trading-day.ts";
import { virtualDays } from "../../examples/trading-results/virtual-days.ts";

/** A key that changes once a second. */
const busyKey = (writes: number): readonly PlannedWrite[] =>
  Array.from({ length: writes }, (_, index) => ({
    atMs: index * 1_000,
    key: "results:S1",
    value: `${index}`,
    priority: "normal",
  }));

describe("writes straight to KV", () => {
  it("are refused from the 1,001st of a UTC day on", () => {
    const plan = [...busyKey(1_001), ...daysLater(busyKey(10), 1)];
    expect(straightToKv(plan)).toMatchObject({ written: 1_010, refused: 1, keys: 1, stale: 0 });
  });

  it("leave a key stale whose last write is refused", () => {
    expect(straightToKv(busyKey(1_001))).toMatchObject({ refused: 1, keys: 1, stale: 1 });
  });
});

describe("virtual days", () => {
  it("spend the budget but for its reserve when the pace is short, and hold the rest", async () => {
    const keys = Array.from({ length: 60 }, (_, key) =>
      busyKey(2).map((write) => ({ ...write, key: `results:S${key}` })),
    ).flat();
    // After the first five minutes of the day, in which less is handed out.
    const plan = keys.map((write) => ({ ...write, atMs: write.atMs + 3_600_000 }));
    const days = await virtualDays([...plan, ...daysLater(busyKey(1), 1)], {
      paceMs: 1_000,
      budget: 40,
    });
    expect(days.writes[0]).toBe(38);
    expect(days.held[0]).toBeGreaterThan(0);
    expect(days).toMatchObject({ refused: 0, violation: null });
  });
});
