import type { Report } from "../../shared/events.ts";
import type { KeyName } from "../../shared/key.ts";
import { MS_PER_DAY } from "../../shared/limits.ts";
import type { PayloadStore } from "../../shared/ports.ts";
import type { Version } from "../../shared/version.ts";
import { byShard, type LedgerClient } from "../ledger-client.ts";

/** A payload object, with the key it was accepted for. */
export type PayloadEntry = KeyName & { readonly version: Version; readonly uploadedAtMs: number };

export type PayloadPage = {
  readonly entries: readonly PayloadEntry[];
  readonly cursor: string | null;
};

export type SweepPorts = {
  readonly ledger: LedgerClient;
  readonly payloads: PayloadStore;
  readonly listPayloads: (cursor: string | null) => Promise<PayloadPage>;
  /** Forgets tombstones of letters that left the store long ago. */
  readonly collectLetters: () => Promise<number>;
  readonly report: Report;
  readonly now: () => number;
};

/** An upload that is still under way is not an orphan. */
const ORPHAN_AFTER_MS = MS_PER_DAY;

/** Runs a step that says how much went; one that fails counts nothing and keeps no other from it. */
type Attempt = (step: () => Promise<number>) => Promise<number>;

/**
 * The daily sweep: rows of keys without news, tombstones of letters, and payloads that nothing
 * refers to, such as those of requests that broke off between the upload and the queue. What failed is
 * left for the next day; the sweep rejects once it has done the rest.
 */
export async function sweep(ports: SweepPorts): Promise<void> {
  const { ledger } = ports;
  const errors: unknown[] = [];
  const attempt: Attempt = async (step) => {
    try {
      return await step();
    } catch (error) {
      errors.push(error);
      return 0;
    }
  };
  let collectedKeys = 0;
  for (let shard = 0; shard < ledger.shards; shard++) {
    const call = { shards: ledger.shards, body: null };
    collectedKeys += await attempt(() => ledger.shard(shard).collect(call));
  }
  await attempt(ports.collectLetters);
  const deletedPayloads = await sweepPayloads(ports, attempt);
  ports.report({ kind: "swept", collectedKeys, deletedPayloads });
  if (errors.length > 0) {
    throw new AggregateError(errors, `parts of the sweep failed, the first one: ${errors[0]}`);
  }
}

async function sweepPayloads(ports: SweepPorts, attempt: Attempt): Promise<number> {
  let cursor: string | null = null;
  let deleted = 0;
  do {
    const page: PayloadPage = await ports.listPayloads(cursor);
    const old = page.entries.filter((entry) => entry.uploadedAtMs < ports.now() - ORPHAN_AFTER_MS);
    for (const [shard, items] of byShard(old, ports.ledger.shards)) {
      deleted += await attempt(() => sweepShard(shard, items, ports));
    }
    cursor = page.cursor;
  } while (cursor !== null);
  return deleted;
}

async function sweepShard(
  shard: number,
  entries: readonly PayloadEntry[],
  { ledger, payloads }: SweepPorts,
): Promise<number> {
  const body = entries.map(({ namespace, key, version }) => ({ namespace, key, version }));
  const unneeded = await ledger.shard(shard).unneededPayloads({ shards: ledger.shards, body });
  if (unneeded.length > 0) await payloads.delete(unneeded);
  return unneeded.length;
}
