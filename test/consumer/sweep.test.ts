import { describe, expect, it } from "vitest";
import type { LedgerClient } from "../../consumer/ledger-client.ts";
import { sweep } from "../../consumer/sweep/sweep.ts";
import { shardOf } from "../../shared/key.ts";
import type { LedgerShardRpc } from "../../shared/ledger/protocol.ts";
import { formatVersion, nodeFromDice } from "../../shared/version.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 21);
const versionOf = (counter: number) =>
  formatVersion({ timeMs: NOW_MS - 3 * DAY_MS, counter }, nodeFromDice(0));

/** A sweep over objects of which the ledger still needs these. */
async function sweepOver(objects: number, needed: ReadonlySet<string>) {
  const deletions: (readonly string[])[] = [];
  const shard: Partial<LedgerShardRpc> = {
    collect: async () => 0,
    unneededPayloads: async ({ body }) =>
      body.map(({ version }) => version).filter((version) => !needed.has(version)),
  };
  const ledger: LedgerClient = { shards: 1, shard: () => shard as LedgerShardRpc };
  await sweep({
    ledger,
    payloads: {
      redeem: async () => ({ kind: "missing" }),
      delete: async (versions) => void deletions.push(versions),
    },
    listPayloads: async () => ({
      entries: Array.from({ length: objects }, (_, counter) => ({
        namespace: "default",
        key: `key-${counter}`,
        version: versionOf(counter),
        uploadedAtMs: NOW_MS - 2 * DAY_MS,
      })),
      cursor: null,
    }),
    collectLetters: async () => 0,
    report: () => undefined,
    now: () => NOW_MS,
  });
  return deletions;
}

describe("the daily sweep", () => {
  it("deletes the payloads that nothing needs", async () => {
    expect(await sweepOver(2, new Set([versionOf(0)]))).toEqual([[versionOf(1)]]);
  });

  it("goes on where it can when a shard or the letters are out of reach, and fails at its end", async () => {
    const deletions: (readonly string[])[] = [];
    const collected: number[] = [];
    const events: string[] = [];
    const entries = Array.from({ length: 8 }, (_, counter) => ({
      namespace: "default",
      key: `key-${counter}`,
      version: versionOf(counter),
      uploadedAtMs: NOW_MS - 2 * DAY_MS,
    }));
    const outOfReach = async () => {
      throw new Error("out of reach");
    };
    const shard = (index: number): Partial<LedgerShardRpc> =>
      index === 0
        ? { collect: outOfReach, unneededPayloads: outOfReach }
        : {
            collect: async () => collected.push(index),
            unneededPayloads: async ({ body }) => body.map(({ version }) => version),
          };
    const swept = sweep({
      ledger: { shards: 2, shard: (index) => shard(index) as LedgerShardRpc },
      payloads: {
        redeem: async () => ({ kind: "missing" }),
        delete: async (versions) => void deletions.push(versions),
      },
      listPayloads: async () => ({ entries, cursor: null }),
      collectLetters: outOfReach,
      report: ({ kind }) => void events.push(kind),
      now: () => NOW_MS,
    });
    await expect(swept).rejects.toThrow("out of reach");
    expect(collected).toEqual([1]);
    const inShard = entries.filter((entry) => shardOf(entry, 2) === 1);
    expect(deletions).toEqual([inShard.map(({ version }) => version)]);
    expect(events).toEqual(["swept"]);
  });

  it("asks R2 for no deletion when every payload is needed", async () => {
    expect(await sweepOver(1, new Set([versionOf(0)]))).toEqual([]);
  });
});
