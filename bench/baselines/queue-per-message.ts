import { type Contender, storedValue } from "../contender.ts";
import { AUTOSCALED, type QueueMessage, VirtualQueue } from "../platform/virtual-queue.ts";
import { mortalKv } from "./mortal-kv.ts";
import { readQueued } from "./queued-write.ts";

/** Cloudflare's queue example with KV behind it: a put per message, thrown errors retry the batch. */
export const queuePerMessage: Contender = {
  name: "queue, a put per message",
  source: "https://developers.cloudflare.com/queues/get-started/",
  deploy: (platform, kv) => {
    const queue = new VirtualQueue(platform, SETTINGS, async (batch, life) => {
      const { put } = mortalKv(kv, life);
      for (const message of batch) {
        const { key, value } = readQueued(message.body);
        try {
          await put(key, value);
        } catch {
          return batch.map(retryAll);
        }
      }
      return batch.map(() => ({ kind: "ack" as const }));
    });
    return {
      start: () => (write) => queue.send([{ key: write.key, value: storedValue(write) }]),
      queueOperations: () => queue.counts.operations,
    };
  },
};

/** The platform's defaults where the example says nothing. */
const SETTINGS = {
  name: "messages",
  maxBatchSize: 10,
  maxBatchTimeoutMs: 5_000,
  maxConcurrency: AUTOSCALED,
  maxRetries: 3,
  retryDelayMs: 0,
};

const retryAll = (_: QueueMessage) => ({ kind: "retry" as const });
