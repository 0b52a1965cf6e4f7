import type { IntentQueue } from "../../shared/ports.ts";
import { Settings } from "../../shared/settings.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { SimDeadLetters } from "../../test/simulation/sim-dead-letters.ts";
import type { Contender, Deployment } from "../contender.ts";
import type { Isolate } from "../platform/isolates.ts";
import type { Platform } from "../platform/platform.ts";
import type { VirtualKv } from "../platform/virtual-kv.ts";
import { AUTOSCALED, VirtualQueue } from "../platform/virtual-queue.ts";
import type { Write } from "../workload.ts";
import { benchProducer } from "./bench-producer.ts";
import { SluiceConsumer } from "./sluice-consumer.ts";
import { SluiceLedger } from "./sluice-ledger.ts";

/** As in `[[queues.consumers]]` of sluice-writes. */
export type BatchSettings = { readonly maxBatchSize: number; readonly maxBatchTimeoutMs: number };

export const DEFAULT_BATCHES: BatchSettings = { maxBatchSize: 100, maxBatchTimeoutMs: 1_000 };
/** The documented setting for who pays for speed (README, "Batches: speed against cost"). */
export const FRESH_BATCHES: BatchSettings = { maxBatchSize: 25, maxBatchTimeoutMs: 1_000 };

/** Sluice as it is deployed, with these settings of its batches. */
export function sluice(batches: BatchSettings = DEFAULT_BATCHES, name = "Sluice"): Contender {
  return {
    name,
    source: "this repository",
    deploy: (platform, kv) => new SluicePipeline(platform, kv, batches).deployment,
  };
}

/**
 * Sluice itself on virtual time: the producer's stamping and sending, the consumer's batch handling,
 * the desks of ledger, gate and dead letters, unchanged, over the platform's queues and KV.
 */
export class SluicePipeline {
  readonly deadLetters: SimDeadLetters;
  readonly deployment: Deployment;
  /** When each replayed intent went to the queue. */
  readonly replayedAtMs: number[] = [];

  constructor(platform: Platform, kv: VirtualKv, batches: BatchSettings) {
    const settings = Settings.parse({});
    const ledger = new SluiceLedger(
      platform,
      settings,
      (intents) => immediate.send(intents),
      (life) => this.deadLetters.sink(life),
    );
    this.deadLetters = new SimDeadLetters(
      Object.assign(platform, { settings }),
      () => ledger,
      (life) => ({ send: (_lane, intents) => life.call(() => this.#replay(intents, writes)) }),
      () => {},
    );
    const { deadLetters } = this;
    const consumer = new SluiceConsumer(platform, settings, { ledger, deadLetters, kv });
    const lane = (name: string, own: BatchSettings): VirtualQueue =>
      new VirtualQueue(platform, { ...LANE, ...own, name }, consumer.handle(name));
    const writes = lane("writes", batches);
    const immediate = lane("immediate", IMMEDIATE_BATCHES);
    this.#now = platform.now;
    this.deployment = {
      start: (isolate) => startProducer(platform, settings, isolate, writes),
      queueOperations: () => writes.counts.operations + immediate.counts.operations,
      ledger: () => ledger.counts,
    };
  }

  readonly #now: () => number;

  #replay(intents: readonly WriteIntent[], writes: VirtualQueue): Promise<void> {
    this.replayedAtMs.push(...intents.map(this.#now));
    return writes.send(intents);
  }
}

/** As wrangler.consumer.toml has them. */
const LANE = { maxConcurrency: AUTOSCALED, maxRetries: 100, retryDelayMs: 2_000 };
const IMMEDIATE_BATCHES = { maxBatchSize: 100, maxBatchTimeoutMs: 0 };

function startProducer(
  platform: Platform,
  settings: Settings,
  isolate: Isolate,
  writes: VirtualQueue,
): (write: Write) => Promise<void> {
  const queue: IntentQueue = { send: (_lane, intents) => writes.send(intents) };
  const accept = benchProducer(platform, settings, isolate, queue);
  return async (write) => {
    const lost = await accept([write]);
    if (lost.size > 0) throw new Error("503: not confirmed");
  };
}
