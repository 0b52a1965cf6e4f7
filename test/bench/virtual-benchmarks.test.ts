import { describe, expect, it } from "vitest";
import { readRecord } from "../../bench/report/record-run.ts";
import { contention } from "../../bench/suites/contention.ts";
import { correctness } from "../../bench/suites/correctness.ts";
import { feed } from "../../bench/suites/feed.ts";

/** Thousands of writes; seconds on a busy machine. */
const PATIENCE_MS = 60_000;

/** Each checks its own answer and throws when Sluice has done wrong work. */
describe("a quick benchmark", () => {
  it.each([correctness, contention, feed])(
    "$name finds its work done right",
    async (benchmark) => {
      const { tables } = await benchmark.run("quick");
      const [sluice] = tables[0]?.rows.filter((row) => row.includes("Sluice")) ?? [];
      expect(sluice).toBeDefined();
    },
    PATIENCE_MS,
  );

  it(
    "on virtual time gives the same figures every time",
    async () => {
      expect(await contention.run("quick")).toEqual(await contention.run("quick"));
    },
    PATIENCE_MS,
  );

  it("finds that direct puts lose writes without a word where Sluice does not", () => {
    const recorded = readRecord().benchmarks.find(({ name }) => name === "correctness");
    const silently = new Map(recorded?.tables[0]?.rows.map(([name, , keys]) => [name, keys]));
    expect(silently.get("Sluice")).toBe(0);
    expect(silently.get("direct put")).toBeGreaterThan(0);
  });
});
