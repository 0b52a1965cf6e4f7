import type { KeyName } from "../../shared/key.ts";
import type { IntentQueue } from "../../shared/ports.ts";
import type { Settings } from "../../shared/settings.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { SimDeadLetters } from "../../test/simulation/sim-dead-letters.ts";
import type { Platform } from "../platform/platform.ts";
import { Turnstile } from "../platform/turnstile.ts";
import type { VirtualKv } from "../platform/virtual-kv.ts";
import { VirtualQueue } from "../platform/virtual-queue.ts";
import { type AcceptWrites, benchProducer } from "./bench-producer.ts";
import { SluiceConsumer } from "./sluice-consumer.ts";
import { SluiceLedger } from "./sluice-ledger.ts";

/** What the platform gives to one queue and one shard. */
export type Capacity = {
  readonly messagesPerSecond: number;
  readonly consumers: number;
  /** `max_concurrency` of the immediate lane: with fewer at once, batches fill while they wait. */
  readonly immediateConsumers: number;
  /** A shard is busy so long with a call, and with each item in it. */
  readonly callMs: number;
  readonly itemMs: number;
};

export type PickQueue = (name: KeyName, queues: number) => number;

/** As wrangler.consumer.toml has them. */
const LANE = { maxBatchSize: 100, maxRetries: 100, retryDelayMs: 2_000 };

/**
 * Sluice with `WRITE_QUEUES` queues a lane on virtual time: its own code, over queues that refuse what
 * is too much and shards that take their time.
 */
export class WideSluice {
  readonly queues: Readonly<Record<"normal" | "immediate", readonly VirtualQueue[]>>;
  readonly shards: readonly Turnstile[];
  readonly ledger: SluiceLedger;
  readonly accept: AcceptWrites;

  constructor(
    platform: Platform,
    kv: VirtualKv,
    settings: Settings,
    capacity: Capacity,
    pick: PickQueue,
  ) {
    this.shards = Array.from({ length: settings.LEDGER_SHARDS }, () => new Turnstile(platform));
    const queue = this.#intentQueue(settings, pick);
    this.ledger = new SluiceLedger(
      platform,
      settings,
      (intents) => queue.send("immediate", intents),
      (life) => deadLetters.sink(life),
      (shard, items) => this.#serve(shard, capacity.callMs + items * capacity.itemMs),
    );
    const { ledger } = this;
    const deadLetters = new SimDeadLetters(
      Object.assign(platform, { settings }),
      () => ledger,
      () => queue,
      () => {},
    );
    const consumer = new SluiceConsumer(platform, settings, { ledger, deadLetters, kv });
    const lane = (name: string, maxBatchTimeoutMs: number, maxConcurrency: number) =>
      Array.from({ length: settings.WRITE_QUEUES }, (_, index) => {
        const { messagesPerSecond } = capacity;
        const own = { name: `${name}-${index}`, maxBatchTimeoutMs };
        const all = { ...LANE, ...own, messagesPerSecond, maxConcurrency };
        return new VirtualQueue(platform, all, consumer.handle(own.name));
      });
    this.queues = {
      normal: lane("normal", 1_000, capacity.consumers),
      immediate: lane("immediate", 0, capacity.immediateConsumers),
    };
    const random = platform.random.fork("producer");
    this.accept = benchProducer(platform, settings, { random, sleep: platform.sleep }, queue);
  }

  async #serve(shard: number, durationMs: number): Promise<void> {
    await this.shards[shard]?.pass(durationMs);
  }

  /** As the adapters over the bindings share out. */
  #intentQueue(settings: Settings, pick: PickQueue): IntentQueue {
    return {
      send: async (lane, intents) => {
        const shares = new Map<number, WriteIntent[]>();
        for (const intent of intents) {
          const index = pick(intent, settings.WRITE_QUEUES);
          shares.set(index, [...(shares.get(index) ?? []), intent]);
        }
        await Promise.all([...shares].map(([index, own]) => this.queues[lane][index]?.send(own)));
      },
    };
  }
}
