import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import { describe, expect, it } from "vitest";
import { readCorpus } from "./corpus.ts";
import { MUTANTS } from "./mutants.ts";
import { mutated, sourceOf } from "./plant-mutant.ts";
import { runPool, type SeedReport } from "./pool.ts";
import { runSeed } from "./run-seed.ts";
import { summarizeSeeds } from "./summarize-seeds.ts";
import { missingMarks } from "./summary.ts";
import { summaryLines } from "./summary-lines.ts";

const SEEDS = 4_000;
const SEEDS_PER_MUTANT = 1_000;
const MINUTES = 60_000;

describe("the simulator", () => {
  it("behaves the same in two runs of a seed", async () => {
    const [once, again] = [await runSeed(42), await runSeed(42)];
    expect(again.hash).toBe(once.hash);
    expect(again.steps).toBe(once.steps);
  });

  it(
    "finds no broken promise in any seed that ever failed",
    async () => {
      for (const seed of readCorpus()) {
        expect((await runSeed(seed)).violation, `seed ${seed}`).toBeNull();
      }
    },
    MINUTES,
  );

  it(
    "finds no broken promise in ten million steps, with every kind of fault",
    async () => {
      const startedMs = performance.now();
      const summary = await summarizeSeeds(1, SEEDS);
      for (const [name, value] of summaryLines(summary, performance.now() - startedMs)) {
        console.log(`${name.padEnd(36)} ${value}`);
      }
      const [failure] = summary.failures;
      expect(failure, `npm run sim -- --seed ${failure?.seed} --trace`).toBeUndefined();
      expect(missingMarks(summary), "faults and situations that never occurred").toEqual([]);
      expect(summary.unrepeatable).toBe(0);
      expect(summary.smallestGapMs).toBeGreaterThanOrEqual(1_000);
      expect(summary.steps).toBeGreaterThanOrEqual(10_000_000);
    },
    5 * MINUTES,
  );
});

describe("planted bugs", () => {
  it("are at least twenty, each with a name of its own", () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(20);
    expect(new Set(MUTANTS.map((mutant) => mutant.name)).size).toBe(MUTANTS.length);
  });

  // A thread for each bug, and no more of them than cores: most are caught while others still load.
  const limit = pLimit(availableParallelism());
  it.concurrent.each(MUTANTS.map((mutant) => mutant.name))(
    "%s is caught within a thousand seeds",
    async (name) => expect(await limit(() => firstViolation(name))).not.toBeNull(),
    5 * MINUTES,
  );

  it.each(MUTANTS)("$name fits its source exactly once", (mutant) => {
    expect(mutated(mutant, sourceOf(mutant))).not.toBe(sourceOf(mutant));
  });
});

/** What gives the planted bug away first; null when nothing does. */
async function firstViolation(mutant: string): Promise<SeedReport["violation"]> {
  let first: SeedReport["violation"] = null;
  await runPool({
    from: 1,
    count: SEEDS_PER_MUTANT,
    mutant,
    doubleEvery: 0,
    workers: 1,
    onSeed: (report) => {
      first ??= report.violation;
      return report.violation === null ? "go-on" : "stop";
    },
  });
  return first;
}
