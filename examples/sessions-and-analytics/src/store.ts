import { type QueuedKV, queuedKV } from "../../../producer/drop-in/queued-kv.ts";
import { L1Cache, type L1Counts } from "../../../producer/l1/l1-cache.ts";
import type { WriteIntent } from "../../../shared/write-intent.ts";
import { KINDS } from "./kinds.ts";

export type Env = {
  readonly NAMESPACE: KVNamespace;
  readonly WRITES: Queue<WriteIntent>;
  readonly WRITES_IMMEDIATE: Queue<WriteIntent>;
};

export const MEMORY_BYTES = 200_000;

/** One per isolate. */
const l1 = new L1Cache({
  L1_TTL_SECONDS: Object.fromEntries(
    Object.values(KINDS).flatMap(({ prefix, memorySeconds }) =>
      memorySeconds === null ? [] : [[prefix, memorySeconds]],
    ),
  ),
  L1_MAX_BYTES: MEMORY_BYTES,
});

export const storeOf = (env: Env): QueuedKV =>
  queuedKV({ kv: env.NAMESPACE, writes: env.WRITES, immediate: env.WRITES_IMMEDIATE, l1 });

export const memoryCounts = (): L1Counts => l1.counts();
