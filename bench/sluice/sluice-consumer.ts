import type { BatchPorts } from "../../consumer/batch/batch-ports.ts";
import { processBatch } from "../../consumer/batch/process-batch.ts";
import type { KeyValueStore } from "../../shared/ports.ts";
import type { Settings } from "../../shared/settings.ts";
import type { Life } from "../../test/simulation/life.ts";
import type { SimDeadLetters } from "../../test/simulation/sim-dead-letters.ts";
import type { Platform } from "../platform/platform.ts";
import type { VirtualKv } from "../platform/virtual-kv.ts";
import type { BatchHandler, Verdict } from "../platform/virtual-queue.ts";
import type { SluiceLedger } from "./sluice-ledger.ts";
import type { VirtualPayloads } from "./virtual-payloads.ts";

/** Runs the consumer's own batch handling; an invocation may die at any call. */
export class SluiceConsumer {
  readonly #platform: Platform;
  readonly #settings: Settings;
  readonly #ledger: SluiceLedger;
  readonly #deadLetters: SimDeadLetters;
  readonly #kv: VirtualKv;
  readonly #payloads: VirtualPayloads;
  #batches = 0;

  constructor(
    platform: Platform,
    settings: Settings,
    around: {
      readonly ledger: SluiceLedger;
      readonly deadLetters: SimDeadLetters;
      readonly kv: VirtualKv;
      readonly payloads: VirtualPayloads;
    },
  ) {
    this.#platform = platform;
    this.#settings = settings;
    this.#ledger = around.ledger;
    this.#deadLetters = around.deadLetters;
    this.#kv = around.kv;
    this.#payloads = around.payloads;
  }

  handle(queue: string): BatchHandler {
    return async (batch, life) => {
      const dispositions = await processBatch(queue, batch, this.#ports(life));
      return dispositions.map(
        (one): Verdict =>
          one.kind === "ack"
            ? { kind: "ack" }
            : { kind: "retry", delayMs: one.delaySeconds * 1_000 },
      );
    };
  }

  #ports(life: Life): BatchPorts {
    const { random, now, sleep } = this.#platform;
    const token = `batch-${this.#batches++}`;
    const store = this.#store(life);
    return {
      clock: { now, sleep },
      dice: random.next,
      token: () => token,
      ledger: this.#ledger.client(life),
      deadLetters: this.#deadLetters.sink(life),
      keyValueStore: () => store,
      payloads: {
        redeem: (version, sha256) => life.call(() => this.#payloads.redeem(version, sha256)),
        delete: (versions) => life.call(() => this.#payloads.delete(versions)),
      },
      report: () => {},
      times: this.#settings,
    };
  }

  #store(life: Life): KeyValueStore {
    return {
      read: () => Promise.reject(new Error("no workload touches")),
      put: ({ key, value }) => life.call(() => this.#kv.put(key, textOf(value))),
      delete: () => Promise.reject(new Error("no workload deletes")),
    };
  }
}

const textOf = (value: unknown): string =>
  value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value);
