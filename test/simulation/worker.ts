import { parentPort, workerData } from "node:worker_threads";
import { plantMutant } from "./plant-mutant.ts";
import type { SeedReport, WorkerOrder } from "./pool.ts";

const order = workerData as WorkerOrder;
const mutant = order.mutant === null ? null : plantMutant(order.mutant);
// After the bug is planted: whatever is loaded from here on carries it.
const { runSeed } = await import("./run-seed.ts");
const { drawScenario } = await import("./scenario.ts");
/** A bug that no scenario can meet would be looked for without end. */
const MOST_PASSED_OVER = 1_000_000;
const meetsBug = (seed: number): boolean => mutant?.needs?.(drawScenario(seed)) ?? true;

for await (const seed of order.seeds.length > 0 ? order.seeds : seedsOf(order)) {
  const result = await runSeed(seed);
  const isDoubled = order.doubleEvery > 0 && seed % order.doubleEvery === 0;
  const again = isDoubled ? await runSeed(seed) : null;
  const { violation, trace: _trace, ...figures } = result;
  const report: SeedReport = {
    ...figures,
    violation: violation === null ? null : { ...violation, message: violation.message },
    isRepeatable: again === null || again.hash === result.hash,
    isDoubled,
  };
  parentPort?.postMessage(report);
}

function* seedsOf({ from, count, step }: WorkerOrder): Generator<number> {
  let left = count;
  for (let seed = from; left > 0; seed += step) {
    if (seed >= from + MOST_PASSED_OVER * step) throw new Error("no seed meets the planted bug");
    if (!meetsBug(seed)) continue;
    left -= 1;
    yield seed;
  }
}
