import { type KeyName, shardOf } from "../shared/key.ts";
import type { LedgerShardRpc } from "../shared/ledger/protocol.ts";

/** The shards of the ledger; each call gets a fresh stub, since a stub is dead after an exception. */
export type LedgerClient = {
  readonly shards: number;
  shard(index: number): LedgerShardRpc;
};

/** Items by the shard that answers for their keys. */
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
