import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Benchmark, type Extent, type Findings, rounded } from "../benchmark.ts";
import { FilledShard, type Filling, microsInTurns } from "../measure/filled-shard.ts";

const WARM_UP = 20_000;
const VALUE_BYTES = 200;
const SIZES = {
  full: [1_000, 10_000, 100_000, 1_000_000],
  quick: [1_000, 10_000],
} as const satisfies Record<Extent, readonly number[]>;
const VALUES = {
  full: { keys: 10_000, sizesBytes: [200, 2_000, 10_000, 90_000] },
  quick: { keys: 1_000, sizesBytes: [200, 90_000] },
} as const satisfies Record<Extent, unknown>;

export const growth: Benchmark = {
  name: "growth",
  title: "What a write costs while keys and backlog grow",
  method:
    "One shard over SQLite in Node, in a file, with the page size and the page cache that workerd has (4,096 bytes " +
    "and 2 MB), filled with keys, all of them idle or all of them held; then batches of 100 writes to new keys are " +
    "timed (CPU, median), of all sizes in turns. Held keys wait behind a paused second, which the alarm's query has to look past. The " +
    "column without bodies is the same backlog copied to a file without the intents that wait: what is left is the " +
    "cost of many keys that wait, without that of wide rows.",
  clock: "machine",
  run: async (extent): Promise<Findings> => {
    // Cold code would make the first batches look dear.
    await inFolder(async (folder) => microsInTurns(await heldShards(folder, WARM_UP, VALUE_BYTES)));
    const rows = await sizeRows(SIZES[extent]);
    const ratio = (column: 1 | 2 | 3) =>
      rounded((rows.at(-1)?.[column] ?? 0) / (rows[0]?.[column] ?? 0));
    return {
      tables: [sizeTable(rows), await valueTable(extent)],
      goals: [
        goal("growth-keys", "cost per intent, most keys against fewest", ratio(1)),
        goal("growth-backlog", "cost per intent, longest backlog against shortest", ratio(2)),
      ],
      ratios: { keys: ratio(1), backlog: ratio(2), "backlog without bodies": ratio(3) },
    };
  },
};

const goal = (id: string, what: string, figure: number) => ({
  id,
  what,
  relation: "at most" as const,
  goal: 1.1,
  figure,
  unit: "×",
});

const sizeTable = (rows: readonly (readonly number[])[]) => ({
  id: "growth",
  title: "Microseconds of CPU per intent",
  columns: ["keys in the shard", "all idle", "all held", "all held, without bodies"],
  rows: rows.map(([keys = 0, ...micros]) => [keys, ...micros.map((one) => rounded(one, 1))]),
});

const sizeRows = (sizes: readonly number[]): Promise<readonly (readonly number[])[]> =>
  inFolder(async (folder) => {
    const shards: FilledShard[] = [];
    for (const keys of sizes) {
      const filling: Filling = { keys, state: "idle", valueBytes: VALUE_BYTES };
      shards.push(await FilledShard.fill(join(folder, `idle-${keys}.sqlite`), filling));
      shards.push(...(await heldShards(folder, keys, VALUE_BYTES)));
    }
    const micros = await microsInTurns(shards);
    return sizes.map((keys, at) => [keys, ...micros.slice(at * 3, at * 3 + 3)]);
  });

async function valueTable(extent: Extent) {
  const { keys, sizesBytes } = VALUES[extent];
  const micros = await inFolder(async (folder) => {
    const shards: FilledShard[] = [];
    for (const bytes of sizesBytes) shards.push(...(await heldShards(folder, keys, bytes)));
    return microsInTurns(shards);
  });
  return {
    id: "growth-values",
    title: `Microseconds of CPU per intent, ${keys.toLocaleString("en")} held keys`,
    columns: ["bytes of each value that waits", "all held", "all held, without bodies"],
    rows: sizesBytes.map((bytes, at) => [
      bytes,
      ...micros.slice(at * 2, at * 2 + 2).map((one) => rounded(one, 1)),
    ]),
  };
}

/** The same backlog as the ledger stores it, and without what waits. */
async function heldShards(folder: string, keys: number, valueBytes: number) {
  const name = (what: string) => join(folder, `${what}-${keys}-${valueBytes}.sqlite`);
  const held = await FilledShard.fill(name("held"), { keys, state: "held", valueBytes });
  return [held, held.withoutBodies(name("without-bodies"))] as const;
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-growth-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
