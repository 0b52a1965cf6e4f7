import { FaultDice } from "../../test/simulation/faults.ts";
import { Random } from "../../test/simulation/random.ts";
import { NO_FAULTS } from "./platform.ts";
import type { KvWorld } from "./virtual-kv.ts";

/** This machine's time around a KV that follows the same rules as on virtual time; nothing fails. */
export function realTime(seed: number): KvWorld {
  const after = (delayMs: number, run: () => void): void => {
    setTimeout(run, delayMs);
  };
  return {
    random: new Random(seed, "real time"),
    faults: new FaultDice(NO_FAULTS, new Random(seed, "no faults")),
    now: () => performance.now(),
    sleep: (durationMs) => new Promise((resolve) => after(durationMs, resolve)),
    engine: { after },
  };
}
