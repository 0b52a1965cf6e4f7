import type { WorkerHandle } from "wrangler";
import { type LedgerShardRpc, shardName } from "../../shared/ledger/protocol.ts";
import { addTally, openTally, type Tally } from "../../shared/ledger/tally.ts";
import { Settings } from "../../shared/settings.ts";

type LedgerNamespace = { getByName(name: string): LedgerShardRpc };

/** The sum of all ledger shards: what became of every version that the ledger has seen. */
export async function readTally(
  consumer: WorkerHandle,
  shards: number = Settings.parse({}).LEDGER_SHARDS,
): Promise<Tally> {
  const { LEDGER } = (await consumer.getEnv()) as { LEDGER: LedgerNamespace };
  const sum = openTally();
  for (let shard = 0; shard < shards; shard++) {
    const summary = await LEDGER.getByName(shardName(shard)).summary({ shards, body: null });
    // Outside of a Worker an object that comes over RPC is a proxy, and each member a promise.
    addTally(sum, await summary.tally);
  }
  return sum;
}
