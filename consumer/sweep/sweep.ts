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

/**
 * The daily sweep: rows of keys without news, tombstones of letters, and payloads that nothing
 * refers to, such as those of requests that broke off between the upload and the queue.
 */
export async function sweep(ports: SweepPorts): Promise<void> {
  const { ledger } = ports;
  let collectedKeys = 0;
  for (let shard = 0; shard < ledger.shards; shard++) {
    collectedKeys += await ledger.shard(shard).collect({ shards: ledger.shards, body: null });
  }
  await ports.collectLetters();
  const deletedPayloads = await sweepPayloads(ports);
  ports.report({ kind: "swept", collectedKeys, deletedPayloads });
}

async function sweepPayloads(ports: SweepPorts): Promise<number> {
  let cursor: string | null = null;
  let deleted = 0;
  do {
    const page: PayloadPage = await ports.listPayloads(cursor);
    const old = page.entries.filter((entry) => entry.uploadedAtMs < ports.now() - ORPHAN_AFTER_MS);
    deleted += await sweepPage(old, ports);
    cursor = page.cursor;
  } while (cursor !== null);
  return deleted;
}

async function sweepPage(entries: readonly PayloadEntry[], ports: SweepPorts): Promise<number> {
  const { ledger } = ports;
  let deleted = 0;
  for (const [shard, items] of byShard(entries, ledger.shards)) {
    const body = items.map(({ namespace, key, version }) => ({ namespace, key, version }));
    const unneeded = await ledger.shard(shard).unneededPayloads({ shards: ledger.shards, body });
    if (unneeded.length > 0) await ports.payloads.delete(unneeded);
    deleted += unneeded.length;
  }
  return deleted;
}
