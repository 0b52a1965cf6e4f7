import {
  DEAD_LETTER_STORE_NAME,
  type DeadLetterStoreRpc,
} from "../../shared/dead-letter-store-rpc.ts";
import { type LedgerShardRpc, shardName } from "../../shared/ledger/protocol.ts";
import { payloadKey } from "../../shared/payload-key.ts";
import type { BindingProbes } from "../ports.ts";
import { type MeteredQueues, meterOf } from "./queues.ts";

type Bindings = {
  readonly queues: MeteredQueues;
  readonly ledger: DurableObjectNamespace;
  readonly deadLetterStore: DurableObjectNamespace;
  readonly bucket: R2Bucket | undefined;
  readonly shards: number;
};

/** Each binding by itself. The classes live in another Worker, so their types cannot come along. */
export const bindingProbes = (bindings: Bindings): BindingProbes => ({
  async queue(name) {
    const { messages } = await meterOf(bindings.queues[name]);
    return { messages };
  },
  async shard(index) {
    const shard = bindings.ledger.getByName(shardName(index)) as unknown as LedgerShardRpc;
    await shard.summary({ shards: bindings.shards, body: null });
  },
  countLetters: () =>
    (
      bindings.deadLetterStore.getByName(DEAD_LETTER_STORE_NAME) as unknown as DeadLetterStoreRpc
    ).count(),
  async readPayload(version) {
    const object = await bindings.bucket?.get(payloadKey(version));
    return (await object?.text()) ?? null;
  },
});
