import { describe, expect, it } from "vitest";
import type { Benchmark, Findings } from "../../bench/benchmark.ts";
import { readRecord, withNewest } from "../../bench/report/record-run.ts";
import { runBenchmarks } from "../../bench/run-benchmarks.ts";

const FINDINGS: Findings = { tables: [], goals: [], ratios: { speed: 1 } };

const benchmark = (name: string, changes: Partial<Benchmark> = {}): Benchmark => ({
  name,
  title: name,
  method: "",
  clock: "machine",
  run: async () => FINDINGS,
  ...changes,
});

describe("a run of benchmarks", () => {
  it("leaves out the one that says what is missing, and goes on", async () => {
    const said: string[] = [];
    const absent = benchmark("absent", {
      prepare: async () => "no server here; apt-get install server",
      run: () => Promise.reject(new Error("it ran")),
    });
    const chosen = [absent, benchmark("present", { prepare: async () => null })];
    const records = await runBenchmarks(chosen, "quick", (line) => said.push(line));
    expect(records?.map(({ name }) => name)).toEqual(["present"]);
    expect(said).toContain("  left out: no server here; apt-get install server");
  });
});

describe("the record", () => {
  it("keeps the last figures of what was left out", () => {
    const before = readRecord();
    expect(withNewest(before, [], [])).toEqual(before);
  });

  it("takes the new figures of what was measured", () => {
    const anew = { name: "steady", ...FINDINGS, tables: [], goals: [], ratios: { speed: 2 } };
    const after = withNewest(readRecord(), [anew], [anew]);
    expect(after.benchmarks.find(({ name }) => name === "steady")).toEqual(anew);
    expect(after.quickRatios.steady).toEqual({ speed: 2 });
  });
});
