import type { Dice } from "../../shared/backoff.ts";
import { shardOf } from "../../shared/key.ts";
import { type LedgerShardRpc, shardName } from "../../shared/ledger/protocol.ts";
import type { Counts } from "../../shared/metrics/counts.ts";
import { readSeries } from "../operations/read-series.ts";
import type { LedgerReads, PurgeLedger, RequestLedger } from "../ports.ts";

/** The shards of the ledger, which live in the consumer's Worker. */
export function ledgerShards(namespace: DurableObjectNamespace, shards: number): LedgerReads {
  const open = (shard: number) => openShard(namespace, shard);
  const all = Array.from({ length: shards }, (_, shard) => shard);
  return {
    status: (body) => open(shardOf(body, shards)).status({ shards, body }),
    states: (shard, body) => open(shard).states({ shards, body }),
    summaries: () => Promise.all(all.map((shard) => open(shard).summary({ shards, body: null }))),
    attention: (body) => Promise.all(all.map((shard) => open(shard).attention({ shards, body }))),
    series: (ranges) =>
      readSeries(ranges, (body) =>
        Promise.all(all.map((shard) => open(shard).metrics({ shards, body }))),
      ),
  };
}

/** Tells any one shard what was read: the sum is what counts. */
export const readTeller =
  (namespace: DurableObjectNamespace, shards: number, dice: Dice) =>
  (body: Counts): Promise<void> =>
    openShard(namespace, Math.floor(dice() * shards)).countReads({ shards, body });

/** The same shards, as they remember requests: each by the hash of its token and key. */
export const requestLedger = (
  namespace: DurableObjectNamespace,
  shards: number,
): RequestLedger => ({
  ask: (body) => {
    const shard = shardOf({ namespace: "requests", key: body.id }, shards);
    return openShard(namespace, shard).request({ shards, body });
  },
});

/** The same shards, as they purge tags. */
export const purgeLedger = (namespace: DurableObjectNamespace, shards: number): PurgeLedger => ({
  shards,
  count: (shard, body) => openShard(namespace, shard).countTagged({ shards, body }),
  ask: (shard, body) => openShard(namespace, shard).purge({ shards, body }),
});

// The class lives in another Worker, so its type cannot come with the binding.
const openShard = (namespace: DurableObjectNamespace, shard: number): LedgerShardRpc =>
  namespace.getByName(shardName(shard)) as unknown as LedgerShardRpc;
