import { describe, expect, it } from "vitest";
import {
  burst,
  commentsFeed,
  hotKey,
  sessions,
  uniform,
  videoVariants,
  type Workload,
  zipfian,
} from "../../bench/workload.ts";

const SHAPE = { name: "test", writes: 2_000, keys: 50, perSecond: 100 };

const LOADS: readonly (readonly [string, () => Workload])[] = [
  ["uniform", () => uniform(SHAPE)],
  ["Zipf", () => zipfian(SHAPE, 1.1)],
  ["one hot key", () => hotKey(SHAPE)],
  ["sessions", () => sessions(SHAPE)],
  ["comments feed", () => commentsFeed(SHAPE)],
  ["video variants", () => videoVariants(SHAPE)],
  ["burst", () => burst(SHAPE)],
];

describe.each(LOADS)("the workload %s", (_, make) => {
  const { writes } = make();

  it("is the same every time", () => {
    expect(make()).toEqual({ ...make(), writes });
  });

  it("is in the order of time, numbered by it", () => {
    expect(writes.map(({ number }) => number)).toEqual(writes.map((__, at) => at));
    expect(writes.map(({ atMs }) => atMs)).toEqual(
      writes.map(({ atMs }) => atMs).toSorted((a, b) => a - b),
    );
  });

  it("never writes a key twice in a millisecond", () => {
    expect(new Set(writes.map(({ key, atMs }) => `${key} ${atMs}`)).size).toBe(writes.length);
  });
});

describe("workloads", () => {
  it("write the first of the ranks most often", () => {
    const counts = new Map<string, number>();
    for (const { key } of zipfian(SHAPE, 1.1).writes) counts.set(key, (counts.get(key) ?? 0) + 1);
    expect(Math.max(...counts.values())).toBe(counts.get("key-0"));
  });

  it("have values of videos between 10 kB and 10 MB", () => {
    const sizes = videoVariants(SHAPE).writes.map(({ sizeBytes }) => sizeBytes);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(10_000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(10_000_000);
  });
});
