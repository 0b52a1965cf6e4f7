import { planBatch } from "../../consumer/batch/plan-batch.ts";
import type { LedgerStore } from "../../consumer/ledger/ledger-store.ts";
import type { RequestStore } from "../../consumer/ledger/request-store.ts";
import { SqlLedgerStore } from "../../consumer/ledger/sql-ledger-store.ts";
import { SqlRequestStore } from "../../consumer/ledger/sql-request-store.ts";
import { MemoryLedgerStore } from "../../test/support/memory-ledger-store.ts";
import { MemoryRequestStore } from "../../test/support/memory-request-store.ts";
import { type Benchmark, check, type Findings, rounded } from "../benchmark.ts";
import { batchRig, deliveryOf, intentsAt, RIG_START_MS } from "../measure/batch-rig.ts";
import { cpuMicros } from "../measure/cpu-time.ts";
import { deskOver } from "../measure/desk-over.ts";
import { nodeSqliteStorage } from "../measure/node-sqlite.ts";

const BATCH = 100;
/** What Cloudflare's example does with a batch before KV: parse it. The baseline of this benchmark. */
const EXAMPLE = "parse each message as JSON, as the queue's example";

export const cpu: Benchmark = {
  name: "cpu",
  title: "CPU of the consumer per intent",
  method:
    "Batches of 100 distinct keys, values of 200 bytes, in Node; CPU time of the process, median of " +
    "rounds. KV answers at once. The ledger is in the same process: in memory, so that what is left " +
    "is plan + admit + apply + settle, and in SQLite, whose rows a Durable Object would write.",
  clock: "machine",
  run: async (extent): Promise<Findings> => {
    const batches = extent === "full" ? 300 : 30;
    const rounds = extent === "full" ? 9 : 5;
    const items = batches * BATCH;
    const batch = intentsAt(RIG_START_MS);
    const deliveries = batch.map(deliveryOf);
    const texts = batch.map((intent) => JSON.stringify(intent));
    const each = (work: () => void) => () => {
      for (let n = 0; n < batches; n++) work();
    };
    const example = await cpuMicros(
      rounds,
      items,
      each(() => void texts.map((text) => JSON.parse(text))),
    );
    const planning = await cpuMicros(
      rounds,
      items,
      each(() => planBatch(deliveries, RIG_START_MS)),
    );
    const memory = await cpuMicros(rounds, items, batchesOver(batches, inMemory()));
    const sqlite = await cpuMicros(rounds, items, batchesOver(batches, inSqlite()));
    return {
      tables: [
        {
          id: "cpu",
          title: "Microseconds of CPU per intent",
          columns: ["work", "µs per intent", "against the example's parsing"],
          rows: [
            [EXAMPLE, rounded(example), 1],
            ["plan", rounded(planning), rounded(planning / example, 1)],
            ["plan, admit, apply, settle", rounded(memory), rounded(memory / example, 1)],
            ["the same with SQLite", rounded(sqlite), rounded(sqlite / example, 1)],
          ],
        },
      ],
      goals: [
        goal("cpu-plan", "planning a batch of 100 distinct keys, CPU per intent", 5, planning),
        goal("cpu-batch", "plan + admit + apply + settle, CPU per intent, KV left out", 40, memory),
      ],
      ratios: {
        "planning against parsing": rounded(planning / example),
        "a batch against planning": rounded(memory / planning),
        "SQLite against memory": rounded(sqlite / memory),
      },
    };
  },
};

const goal = (id: string, what: string, goalMicros: number, micros: number) => ({
  id,
  what,
  relation: "at most" as const,
  goal: goalMicros,
  figure: rounded(micros, 1),
  unit: "µs",
});

type Stores = { readonly store: LedgerStore; readonly requests: RequestStore };

const inMemory = (): Stores => ({
  store: new MemoryLedgerStore(),
  requests: new MemoryRequestStore(),
});

function inSqlite(): Stores {
  const storage = nodeSqliteStorage();
  return { store: new SqlLedgerStore(storage), requests: new SqlRequestStore(storage.sql) };
}

/** The same hundred keys again and again, five seconds apart, so that nothing is held. */
function batchesOver(batches: number, { store, requests }: Stores): () => Promise<void> {
  const clock = { nowMs: RIG_START_MS };
  const kv = { puts: 0 };
  const desk = deskOver(store, requests, clock);
  const handle = batchRig({ shards: 1, shard: () => desk }, clock, kv);
  return async () => {
    kv.puts = 0;
    for (let n = 0; n < batches; n++) {
      clock.nowMs += 5_000;
      await handle(intentsAt(clock.nowMs));
    }
    check(kv.puts === batches * BATCH, "a put per intent", kv);
  };
}
