import type { BatchPorts } from "../../consumer/batch/batch-ports.ts";
import { buryBatch } from "../../consumer/batch/bury-batch.ts";
import type { Disposition } from "../../consumer/batch/dispositions.ts";
import { processBatch } from "../../consumer/batch/process-batch.ts";
import type { Report } from "../../shared/events.ts";
import type { Clock, KeyValueStore } from "../../shared/ports.ts";
import { DEAD, Life } from "./life.ts";
import type { Random } from "./random.ts";
import type { QueueName, SimMessage } from "./sim-broker.ts";
import type { SimDeadLetters } from "./sim-dead-letters.ts";
import type { SimKv } from "./sim-kv.ts";
import type { SimLedger } from "./sim-ledger.ts";
import type { SimPayloads } from "./sim-payloads.ts";
import type { World } from "./world.ts";

/** What the consumers of one run reach. */
export type Around = {
  readonly ledger: SimLedger;
  readonly deadLetters: SimDeadLetters;
  readonly kv: SimKv;
  readonly payloads: SimPayloads;
  readonly report: Report;
};

/** Runs the consumer's own batch handling; an invocation may die at any call of a port. */
export class SimConsumer {
  readonly #world: World;
  readonly #around: () => Around;
  readonly #random: Random;
  /** Of its own: which batches bring their intents along changes nothing else that is drawn. */
  readonly #brings: Random;
  #invocations = 0;

  constructor(world: World, around: () => Around) {
    this.#world = world;
    this.#around = around;
    this.#random = world.random.fork("consumer");
    this.#brings = world.random.fork("consumer-brings");
  }

  invoke = async (
    queue: QueueName,
    messages: readonly SimMessage[],
  ): Promise<readonly Disposition[] | null> => {
    const isDoomed = this.#world.faults.hits("consumer-crash");
    const life = new Life(isDoomed ? this.#random.int(0, 3 + 2 * messages.length) : null);
    const handle = queue === "dead-letters" ? buryBatch : processBatch;
    const deliveries = messages.map(({ id, body, sentAtMs, attempts }) => ({
      id,
      body,
      sentAtMs,
      attempts,
    }));
    const handled = handle(queue, deliveries, this.#ports(life)).catch((error: unknown) => {
      this.#world.violate("I9", `the handler threw: ${String(error)}`);
      return null;
    });
    const dispositions = await life.outcomeOf(handled);
    return dispositions === DEAD ? null : dispositions;
  };

  #ports(life: Life): BatchPorts {
    const { ledger, deadLetters, kv, payloads, report } = this.#around();
    const skewMs = this.#world.faults.hits("consumer-clock-skew")
      ? this.#random.int(-10_000, 10_000)
      : 0;
    const token = `batch-${this.#invocations++}`;
    const store = this.#world.truth.kvCalls.watched(mortal(kv, life), token);
    return {
      clock: skewedClock(this.#world, skewMs),
      dice: this.#random.next,
      token: () => token,
      ledger: ledger.client(life),
      deadLetters: deadLetters.sink(life),
      keyValueStore: (namespace) => (["default", "other"].includes(namespace) ? store : null),
      payloads: {
        redeem: (version, sha256) => life.call(() => payloads.store.redeem(version, sha256)),
        delete: (versions) => life.call(() => payloads.store.delete(versions)),
      },
      report,
      // Some batches have no room, so that both ways to hold an intent are taken.
      ...(this.#brings.chance(0.5) ? { broughtLength: 0 } : {}),
      views: this.#world.settings.VIEWS,
      times: this.#world.settings,
    };
  }
}

/** Time as a machine with a wrong clock tells it; its timers run right. */
export const skewedClock = (world: World, skewMs: number): Clock => ({
  now: () => world.now() + skewMs,
  sleep: (durationMs) => world.engine.sleep(durationMs),
});

const mortal = (kv: SimKv, life: Life): KeyValueStore => ({
  read: (key) => life.call(() => kv.read(key)),
  put: (write) => life.call(() => kv.put(write)),
  delete: (key) => life.call(() => kv.delete(key)),
});
