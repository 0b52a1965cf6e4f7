import { check } from "../benchmark.ts";
import type { Contender } from "../contender.ts";
import { NO_FAULTS, PASSING_FAULTS } from "../platform/platform.ts";
import type { Write } from "../workload.ts";
import { type ContenderRun, type RunOptions, runContender, wrongKeys } from "./run-contender.ts";

const SEED = 1;
const ISOLATES = 4;

/** A day on which nothing fails: what remains is the contender's own doing. */
export const CALM: RunOptions = {
  seed: SEED,
  rates: NO_FAULTS,
  isolates: { count: ISOLATES, meanLifeMs: null },
};

/** A day on which every part fails now and then, and isolates live half a minute. */
export const STORMY: RunOptions = {
  seed: SEED,
  rates: PASSING_FAULTS,
  isolates: { count: ISOLATES, meanLifeMs: 30_000 },
};

/** Runs Sluice and fails when it did its work wrong: on a calm day nothing may even be refused. */
export async function runRight(
  sluice: Contender,
  writes: readonly Write[],
  options: RunOptions,
): Promise<ContenderRun> {
  const run = await runContender(sluice, writes, options);
  const { silently } = wrongKeys(writes, run);
  check(silently === 0, `the newest accepted value in every key from ${sluice.name}`, { silently });
  check(run.kv.throttled === 0, `no 429 from ${sluice.name}`, run.kv);
  check(run.violations.length === 0, "no broken promise", run.violations.slice(0, 3));
  if (options === CALM) {
    const uncovered = writes.filter((write) => run.cover.coveredAtMs(write) === null).length;
    check(uncovered + run.refused.size === 0, "every write covered", {
      uncovered,
      refused: run.refused.size,
    });
  }
  return run;
}
