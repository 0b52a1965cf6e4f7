import { ALL_FAULTS, type Fault } from "./faults.ts";
import { runSeed, type SeedResult } from "./run-seed.ts";
import { type Cut, drawScenario } from "./scenario.ts";

export type Shrunk = { readonly cut: Cut; readonly result: SeedResult };

/**
 * Makes a failing seed smaller while it still breaks the same promise: fewer writes, then one fault
 * after the other switched off.
 */
export async function shrink(seed: number, first: SeedResult): Promise<Shrunk> {
  let best: Shrunk = { cut: {}, result: first };
  const invariant = first.violation?.invariant;
  const attempt = async (cut: Cut): Promise<boolean> => {
    const result = await runSeed(seed, cut, true);
    const isSame = result.violation?.invariant === invariant;
    if (isSame) best = { cut, result };
    return isSame;
  };
  let writes = drawScenario(seed).writes;
  while (writes > 1 && (await attempt({ ...best.cut, writes: Math.floor(writes / 2) }))) {
    writes = Math.floor(writes / 2);
  }
  const without: Fault[] = [];
  for (const fault of ALL_FAULTS.filter((one) => drawScenario(seed).rates.has(one))) {
    if (await attempt({ ...best.cut, without: [...without, fault] })) without.push(fault);
  }
  return best;
}
