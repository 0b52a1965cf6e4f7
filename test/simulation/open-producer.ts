import type { IntentQueue } from "../../shared/ports.ts";
import { Life } from "./life.ts";
import { SimProducer } from "./sim-producer.ts";
import type { Simulation } from "./simulation.ts";

/** A producer beside those of the simulation's own clients, whose sends never fail. */
export function openProducer(simulation: Simulation, index: number): SimProducer {
  const { world, broker, payloads, ledger } = simulation;
  const queue: IntentQueue = {
    send: async (lane, intents) => {
      for (const intent of intents) {
        world.truth.queued.set(intent.version, intent);
        broker.send(lane === "normal" ? "writes" : "immediate", intent);
      }
    },
  };
  return new SimProducer(world, index, { queue, payloads, ledger: ledger.client(new Life(null)) });
}
