import type { Storm } from "./gate-scenario.ts";
import { namespaceOf } from "./sim-names.ts";
import { SIMULATION_START_MS, type World } from "./world.ts";

/** What KV does to every write of the key's namespace now; null when nothing. */
export function stormOver(world: World, key: string): Storm["kind"] | null {
  const atMs = world.now() - SIMULATION_START_MS;
  if (world.faults.isHealed) return null;
  const namespace = namespaceOf(key);
  const storm = world.scenario.gate.storms.find(
    (one) => one.namespace === namespace && one.fromMs <= atMs && atMs < one.untilMs,
  );
  return storm?.kind ?? null;
}
