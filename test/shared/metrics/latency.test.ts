import { describe, expect, it } from "vitest";
import { type Counts, count, type OpenCounts } from "../../../shared/metrics/counts.ts";
import { latencyCount, latencyQuantileMs } from "../../../shared/metrics/latency.ts";
import { LATENCY_BOUNDS_MS, latencyCell } from "../../../shared/metrics/latency-cells.ts";
import { fc } from "../../support/property.ts";

function histogramOf(latenciesMs: readonly number[]): Counts {
  const counts: OpenCounts = {};
  for (const latencyMs of latenciesMs) count(counts, latencyCell(latencyMs));
  return counts;
}

describe("the bounds of the histogram", () => {
  it("ascend by about the same factor, from a tenth of a second to over a day", () => {
    const factors = LATENCY_BOUNDS_MS.slice(1).map((ms, at) => ms / (LATENCY_BOUNDS_MS[at] ?? 0));
    expect(Math.min(...factors)).toBeGreaterThan(1.5);
    expect(Math.max(...factors)).toBeLessThan(1.7);
    expect([LATENCY_BOUNDS_MS[0], LATENCY_BOUNDS_MS.at(-1)]).toEqual([100, 100_000_000]);
  });

  it("belong to their own cell", () => {
    expect([0, 100, 101, 1_000, 1_001, 100_000_001].map(latencyCell)).toEqual([
      "within-100",
      "within-100",
      "within-160",
      "within-1000",
      "within-1600",
      "within-longer",
    ]);
  });
});

describe("a quantile", () => {
  it("is null without a value", () => {
    expect(latencyQuantileMs({}, 0.5)).toBeNull();
  });

  it("lies inside its cell, in proportion", () => {
    const counts = { "within-1000": 10, "within-1600": 10 };
    expect(latencyQuantileMs(counts, 0.25)).toBe(815);
    expect(latencyQuantileMs(counts, 0.5)).toBe(1_000);
    expect(latencyQuantileMs(counts, 0.75)).toBe(1_300);
    expect(latencyQuantileMs(counts, 1)).toBe(1_600);
  });

  it("is the last bound for what is over it", () => {
    expect(latencyQuantileMs({ "within-longer": 1 }, 0.5)).toBe(100_000_000);
  });

  it("shares the cell of the value that it stands for", () => {
    const latencies = fc.array(fc.integer({ min: 0, max: 200_000_000 }), { minLength: 1 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(latencies, share, (latenciesMs, part) => {
        const sorted = latenciesMs.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
        const quantileMs = latencyQuantileMs(histogramOf(latenciesMs), part) ?? -1;
        const topMs = LATENCY_BOUNDS_MS.find((bound) => exact <= bound) ?? 100_000_000;
        const below = LATENCY_BOUNDS_MS.findLast((bound) => bound < exact) ?? 0;
        expect(quantileMs).toBeLessThanOrEqual(topMs);
        expect(quantileMs).toBeGreaterThanOrEqual(Math.min(below, 100_000_000));
      }),
    );
  });

  it("counts every value once", () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), (latenciesMs) => {
        expect(latencyCount(histogramOf(latenciesMs))).toBe(latenciesMs.length);
      }),
    );
  });
});
