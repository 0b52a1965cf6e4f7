import { MAX_WRITE_QUEUES } from "../../shared/write-queues.ts";

/** What one queue and one shard of the platform give; docs/scale.md has the sources. */
export const LIMITS = {
  /** https://developers.cloudflare.com/queues/platform/limits/ */
  queueMessagesPerSecond: 5_000,
  /** Invocations of one queue's consumer at once: the same page. */
  consumersPerQueue: 250,
  /**
   * 200 to 500 requests a second with storage writes
   * (https://developers.cloudflare.com/durable-objects/best-practices/rules-of-durable-objects/).
   */
  shardCallMs: 2,
  /** Half of an intent's time in one shard, admitted and settled: the benchmark "ledger", 3,024 a second. */
  shardItemMs: 0.165,
} as const;

/** No limit is to be used further than this, or an uneven minute would pass it. */
const SHARE = 0.7;
const LEAST_SHARDS = 8;

export type ScalePlan = {
  readonly perSecond: number;
  readonly queues: number;
  readonly shards: number;
  /** `max_concurrency` of the immediate lane. */
  readonly immediateConsumers: number;
};

/** Released one by one, each intent would be a batch with two calls of its own. */
const FEW_CONSUMERS = 4;

export const AS_INSTALLED = {
  queues: 1,
  shards: LEAST_SHARDS,
  immediateConsumers: LIMITS.consumersPerQueue,
} as const;

/**
 * What so many writes a second need, in powers of two: then the queues divide the shards, and a batch
 * meets shards / queues of them.
 */
export function planScale(perSecond: number): ScalePlan {
  const queues = powerOfTwo(perSecond / (LIMITS.queueMessagesPerSecond * SHARE));
  if (queues > MAX_WRITE_QUEUES)
    throw new RangeError(`${queues} queues are more than Sluice takes`);
  if (queues === 1) return { perSecond, ...AS_INSTALLED };
  const shards = powerOfTwo(perSecond / (intentsPerShard() * SHARE));
  return {
    perSecond,
    queues,
    shards: Math.max(LEAST_SHARDS, shards),
    immediateConsumers: FEW_CONSUMERS,
  };
}

/** Of batches that bring a shard fifty keys each: two calls, each with fifty items. */
const intentsPerShard = (): number =>
  Math.floor((1_000 * ITEMS) / (2 * (LIMITS.shardCallMs + ITEMS * LIMITS.shardItemMs)));

const ITEMS = 50;

const powerOfTwo = (least: number): number => 2 ** Math.max(0, Math.ceil(Math.log2(least)));
