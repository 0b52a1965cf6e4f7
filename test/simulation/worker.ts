import { parentPort, workerData } from "node:worker_threads";
import { plantMutant } from "./plant-mutant.ts";
import type { SeedReport, WorkerOrder } from "./pool.ts";

const order = workerData as WorkerOrder;
const mutant = order.mutant === null ? null : plantMutant(order.mutant);
// After the bug is planted: whatever is loaded from here on carries it.
const { runSeed } = await import("./run-seed.ts");
const { drawScenario } = await import("./scenario.ts");
const meetsBug = (seed: number): boolean => mutant?.needs?.(drawScenario(seed)) ?? true;

for await (const seed of order.seeds.length > 0 ? order.seeds : range(order)) {
  if (!meetsBug(seed)) continue;
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

function* range({ from, to, step }: WorkerOrder): Generator<number> {
  for (let seed = from; seed < to; seed += step) yield seed;
}
