import type { Life } from "../../test/simulation/life.ts";
import { type Contender, storedValue } from "../contender.ts";
import { type QueueMessage, type Verdict, VirtualQueue } from "../platform/virtual-queue.ts";
import { mortalKv } from "./mortal-kv.ts";
import { readQueued } from "./queued-write.ts";

const PACE_MS = 1_000;

/**
 * A careful user's consumer without a ledger: one at a time, the last message of a key in a batch
 * wins, the pace of each key is remembered in memory and waited for.
 */
export const pacedConsumer: Contender = {
  name: "max_concurrency 1, paced in memory",
  source: "https://developers.cloudflare.com/queues/configuration/consumer-concurrency/",
  deploy: (platform, kv) => {
    const lastEndMs = new Map<string, number>();
    let lastLife: Life | null = null;
    const queue = new VirtualQueue(platform, SETTINGS, async (batch, life) => {
      // With the invocation the isolate dies, and what it remembered.
      if (lastLife?.isDead === true) lastEndMs.clear();
      lastLife = life;
      const { put } = mortalKv(kv, life);
      const verdicts = new Map<QueueMessage, Verdict>();
      for (const message of lastOfEachKey(batch)) {
        const { key, value } = readQueued(message.body);
        const waitMs = (lastEndMs.get(key) ?? 0) + PACE_MS - platform.now();
        if (waitMs > 0) await life.call(() => platform.sleep(waitMs));
        try {
          await put(key, value);
        } catch {
          verdicts.set(message, { kind: "retry", delayMs: 2 * PACE_MS });
        }
        lastEndMs.set(key, platform.now());
      }
      return batch.map((message) => verdicts.get(message) ?? { kind: "ack" });
    });
    return {
      start: () => (write) => queue.send([{ key: write.key, value: storedValue(write) }]),
      queueOperations: () => queue.counts.operations,
    };
  },
};

const SETTINGS = {
  name: "writes",
  maxBatchSize: 100,
  maxBatchTimeoutMs: 1_000,
  maxConcurrency: 1,
  maxRetries: 10,
  retryDelayMs: 2_000,
};

const lastOfEachKey = (batch: readonly QueueMessage[]): readonly QueueMessage[] => [
  ...new Map(batch.map((message) => [readQueued(message.body).key, message])).values(),
];
