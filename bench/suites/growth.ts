import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SqlLedgerStore } from "../../consumer/ledger/sql-ledger-store.ts";
import { SqlRequestStore } from "../../consumer/ledger/sql-request-store.ts";
import { type Benchmark, check, type Findings, rounded } from "../benchmark.ts";
import { batchRig, intentsAt, RIG_START_MS } from "../measure/batch-rig.ts";
import { deskOver } from "../measure/desk-over.ts";
import { nodeSqliteStorage } from "../measure/node-sqlite.ts";
import { median } from "../measure/percentile.ts";

const BATCH = 100;
/** Batches that are timed, at every size. */
const SAMPLES = 60;
const WARM_UP = 20_000;

export const growth: Benchmark = {
  name: "growth",
  title: "What a write costs while keys and backlog grow",
  method:
    "One shard over SQLite in Node, in a file, filled with keys, all of them idle or all of them held; then " +
    "batches of 100 further writes are timed (CPU, median). Held keys wait behind a paused second, " +
    "which the alarm's query has to look past.",
  clock: "machine",
  run: async (extent): Promise<Findings> => {
    const sizes = extent === "full" ? [1_000, 10_000, 100_000, 1_000_000] : [1_000, 10_000];
    const rows: (string | number)[][] = [];
    // Cold code would make the smallest size look dear.
    await microsAt(WARM_UP, "held");
    for (const size of sizes) {
      const idle = await microsAt(size, "idle");
      const held = await microsAt(size, "held");
      rows.push([size, rounded(idle, 1), rounded(held, 1)]);
    }
    const [first, last] = [rows[0], rows.at(-1)];
    const ratio = (column: number) => rounded(Number(last?.[column]) / Number(first?.[column]));
    return {
      tables: [
        {
          id: "growth",
          title: "Microseconds of CPU per intent",
          columns: ["keys in the shard", "all idle", "all held"],
          rows,
        },
      ],
      goals: [
        goal("growth-keys", "cost per intent, most keys against fewest", ratio(1)),
        goal("growth-backlog", "cost per intent, longest backlog against shortest", ratio(2)),
      ],
      ratios: { keys: ratio(1), backlog: ratio(2) },
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

async function microsAt(size: number, state: "idle" | "held"): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-growth-"));
  try {
    return await microsOver(nodeSqliteStorage(join(folder, "ledger.sqlite")), size, state);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function microsOver(
  storage: DurableObjectStorage,
  size: number,
  state: "idle" | "held",
): Promise<number> {
  const clock = { nowMs: RIG_START_MS };
  const kv = { puts: 0 };
  const desk = deskOver(new SqlLedgerStore(storage), new SqlRequestStore(storage.sql), clock);
  const handle = batchRig({ shards: 1, shard: () => desk }, clock, kv);
  for (let first = 0; first < size; first += BATCH) {
    await handle(intentsAt(clock.nowMs, BATCH, first));
    if (state === "held") await handle(intentsAt(clock.nowMs + 1, BATCH, first));
  }
  const { pending } = await desk.summary({ shards: 1, body: null }).then(({ tally }) => tally);
  check(pending === (state === "held" ? size : 0), `${state} keys only`, pending);
  const micros: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    clock.nowMs += 1;
    const intents = intentsAt(clock.nowMs + 10, BATCH, size + sample * BATCH);
    const before = process.cpuUsage();
    await handle(intents);
    const { user, system } = process.cpuUsage(before);
    micros.push((user + system) / BATCH);
  }
  return median(micros);
}
