import { type DeduplicationOptions, Queue, Worker } from "bullmq";
import { CONCURRENCY, PACE_MS, type Peer, type PeerRun } from "./peer.ts";

type Data = { readonly key: string; readonly number: number };

/**
 * BullMQ's debounce: a newer write takes the place of the waiting one and puts it off
 * (https://docs.bullmq.io/guide/jobs/deduplication).
 */
export const bullmqDebounce: Peer = {
  id: "bullmq-debounce",
  open: (run) => open(run, (key) => ({ id: key, ttl: PACE_MS, extend: true, replace: true })),
};

/** BullMQ with at most one running and one waiting job per key, from the same page. */
export const bullmqKeepLast: Peer = {
  id: "bullmq-keep-last",
  open: (run) => open(run, (key) => ({ id: key, keepLastIfActive: true })),
};

const QUEUE = "writes";

async function open(
  { redis, name, attempts, put }: PeerRun,
  deduplicationOf: (key: string) => DeduplicationOptions,
) {
  const connection = { path: redis, maxRetriesPerRequest: null };
  const queue = new Queue<Data>(QUEUE, { connection, prefix: name });
  const work = async ({ data }: { readonly data: Data }) => put(data.key, data.number);
  const worker = new Worker<Data>(QUEUE, work, {
    connection,
    prefix: name,
    concurrency: CONCURRENCY,
  });
  const failures: Error[] = [];
  worker.on("error", (error) => failures.push(error));
  await worker.waitUntilReady();
  const jobOptions = {
    delay: PACE_MS,
    attempts,
    backoff: { type: "exponential", delay: 1_000, jitter: 0.5 },
    removeOnComplete: true,
  };
  return {
    write: async (key: string, number: number) => {
      const deduplication = deduplicationOf(key);
      await queue.add("put", { key, number }, { ...jobOptions, deduplication });
    },
    openJobs: () => {
      if (failures.length > 0) throw failures[0];
      return queue.getJobCountByTypes("active", "delayed", "prioritized", "waiting");
    },
    deadJobs: () => queue.getFailedCount(),
    replay: () => queue.retryJobs({ state: "failed" }),
    close: async () => {
      await worker.close();
      await queue.close();
    },
  };
}
