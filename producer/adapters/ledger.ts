import { shardOf } from "../../shared/key.ts";
import { type LedgerShardRpc, shardName } from "../../shared/ledger/protocol.ts";
import type { LedgerReads } from "../ports.ts";

/** The shards of the ledger, which live in the consumer's Worker. */
export function ledgerShards(namespace: DurableObjectNamespace, shards: number): LedgerReads {
  const open = (shard: number): LedgerShardRpc =>
    // The class lives in another Worker, so its type cannot come with the binding.
    namespace.getByName(shardName(shard)) as unknown as LedgerShardRpc;
  return {
    status: (body) => open(shardOf(body, shards)).status({ shards, body }),
    states: (shard, body) => open(shard).states({ shards, body }),
    summaries: () =>
      Promise.all(
        Array.from({ length: shards }, (_, shard) => open(shard).summary({ shards, body: null })),
      ),
  };
}
