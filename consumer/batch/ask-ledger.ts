import type { Report } from "../../shared/events.ts";
import { type KeyName, shardOf } from "../../shared/key.ts";
import type { LedgerShardRpc, ShardCall } from "../../shared/ledger/protocol.ts";

/** The shards of the ledger; each call gets a fresh stub, since a stub is dead after an exception. */
export type LedgerClient = {
  readonly shards: number;
  shard(index: number): LedgerShardRpc;
};

type Call = "admit" | "settle" | "bury" | "forgetLetters";

/** The items of a batch, by the shard that answers for their keys. */
export function byShard<Item extends KeyName>(
  items: readonly Item[],
  shards: number,
): ReadonlyMap<number, readonly Item[]> {
  const groups = new Map<number, Item[]>();
  for (const item of items) {
    const shard = shardOf(item, shards);
    const group = groups.get(shard);
    if (group === undefined) groups.set(shard, [item]);
    else group.push(item);
  }
  return groups;
}

/**
 * Asks one shard, twice when the first reply is lost: every call is idempotent. Null when the
 * ledger could not be told; the caller's messages then have to come again.
 */
export async function askShard<Body, Answer>(
  ledger: LedgerClient,
  shard: number,
  call: Call,
  ask: (stub: LedgerShardRpc, call: ShardCall<Body>) => Promise<Answer>,
  body: Body,
  report: Report,
): Promise<Answer | null> {
  const request = { shards: ledger.shards, body };
  try {
    return await ask(ledger.shard(shard), request);
  } catch (error) {
    report({ kind: "ledger-unreachable", call, shard, detail: String(error) });
  }
  try {
    return await ask(ledger.shard(shard), request);
  } catch (error) {
    report({ kind: "ledger-unreachable", call, shard, detail: String(error) });
    return null;
  }
}
