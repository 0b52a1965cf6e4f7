import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { candidateOf } from "../../consumer/batch/plan-batch.ts";
import type { ConsumerEnv } from "../../consumer/bindings.ts";
import { LedgerShard } from "../../consumer/ledger/ledger-shard.ts";
import { SqlLedgerStore } from "../../consumer/ledger/sql-ledger-store.ts";
import { aPut } from "../support/a-write-intent.ts";
import { RULES } from "../support/ledger-key.ts";
import { APPLIED } from "../support/outcomes.ts";
import { NOW_MS, versionAt } from "../support/versions.ts";

const KEYS = 10;
const MINUTE_MS = 60_000;

/** The storage, and how many rows were written through it: what the platform bills. */
function metered(storage: DurableObjectStorage) {
  const meter = { rows: 0 };
  const exec: SqlStorage["exec"] = (query, ...values) => {
    const cursor = storage.sql.exec(query, ...values);
    meter.rows += cursor.rowsWritten;
    return cursor as never;
  };
  const transactionSync = <T>(run: () => T): T => storage.transactionSync(run);
  return { meter, storage: { sql: { exec }, transactionSync } as unknown as DurableObjectStorage };
}

it("a batch writes a row per key and one for the shard, twice; a minute that is over is one more", async () => {
  const { LEDGER } = env as unknown as ConsumerEnv;
  const rows = await runInDurableObject(LEDGER.getByName("rows"), (_instance, context) => {
    const { meter, storage } = metered(context.storage);
    const clock = { nowMs: NOW_MS };
    const parts = { store: new SqlLedgerStore(storage), now: () => clock.nowMs, dice: () => 0.5 };
    const shard = new LedgerShard({ ...parts, rules: RULES });
    const batch = (atMs: number): number => {
      clock.nowMs = atMs;
      meter.rows = 0;
      const token = `batch-${atMs}`;
      const intents = Array.from({ length: KEYS }, (_, n) =>
        aPut({ key: `k${n}`, version: versionAt(atMs) }),
      );
      const items = intents.map((intent) => ({
        namespace: "default",
        key: intent.key,
        candidates: [candidateOf(intent)],
      }));
      shard.admit({ token, items });
      const reports = intents.map((intent) => ({
        namespace: "default",
        key: intent.key,
        report: { candidate: candidateOf(intent), outcome: APPLIED, intent: null },
      }));
      shard.settle({ token, items: reports });
      return meter.rows;
    };
    return [NOW_MS, NOW_MS + 5_000, NOW_MS + MINUTE_MS, NOW_MS + MINUTE_MS + 5_000].map(batch);
  });
  const perBatch = 2 * (KEYS + 1);
  expect(rows).toEqual([perBatch, perBatch, perBatch + 1, perBatch]);
});
