import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { candidateOf } from "../../consumer/batch/plan-batch.ts";
import type { ConsumerEnv } from "../../consumer/bindings.ts";
import { LedgerShard } from "../../consumer/ledger/ledger-shard.ts";
import { SqlLedgerStore } from "../../consumer/ledger/sql-ledger-store.ts";
import type { Outcome } from "../../shared/ledger/report.ts";
import { aHeldState } from "../support/a-key-state.ts";
import { aPut } from "../support/a-write-intent.ts";
import { RULES } from "../support/ledger-key.ts";
import { deadIntent } from "../support/letters.ts";
import { APPLIED } from "../support/outcomes.ts";
import { NOW_MS, versionAt } from "../support/versions.ts";

const KEYS = 10;
const MINUTE_MS = 60_000;

/** The storage, and how many rows were written and read through it: what the platform bills. */
function metered(storage: DurableObjectStorage) {
  const meter = { rows: 0, rowsRead: 0 };
  const exec: SqlStorage["exec"] = (query, ...values) => {
    const cursor = storage.sql.exec(query, ...values);
    const rows = cursor.toArray();
    meter.rows += cursor.rowsWritten;
    meter.rowsRead += cursor.rowsRead;
    return { toArray: () => rows } as never;
  };
  const transactionSync = <T>(run: () => T): T => storage.transactionSync(run);
  return { meter, storage: { sql: { exec }, transactionSync } as unknown as DurableObjectStorage };
}

/** `outcome` null: the intents come along and have to wait, so that there is nothing to report. */
type Batch = { readonly atMs: number; readonly outcome: Outcome | null };

/** Rows written by each batch of the same keys, one after the other. */
function rowsOf(name: string, batches: readonly Batch[]): Promise<readonly number[]> {
  const { LEDGER } = env as unknown as ConsumerEnv;
  return runInDurableObject(LEDGER.getByName(name), (_instance, context) => {
    const { meter, storage } = metered(context.storage);
    const clock = { nowMs: NOW_MS };
    const parts = { store: new SqlLedgerStore(storage), now: () => clock.nowMs, dice: () => 0.5 };
    const shard = new LedgerShard({ ...parts, rules: RULES });
    return batches.map(({ atMs, outcome }) => {
      clock.nowMs = atMs;
      meter.rows = 0;
      const token = `batch-${atMs}`;
      const intents = Array.from({ length: KEYS }, (_, n) =>
        aPut({ key: `k${n}`, version: versionAt(atMs) }),
      );
      const named = intents.map((intent) => ({ intent, namespace: "default", key: intent.key }));
      const answers = shard.admit({
        token,
        items: named.map(({ intent, ...name }) => {
          const item = { ...name, candidates: [candidateOf(intent)] };
          return outcome === null ? { ...item, brought: intent } : item;
        }),
      });
      if (outcome === null) {
        expect(answers.flat().every(({ kind }) => kind === "held")).toBe(true);
        return meter.rows;
      }
      shard.settle({
        token,
        items: named.map(({ intent, ...name }) => ({
          ...name,
          report: {
            candidate: candidateOf(intent),
            outcome,
            intent: outcome.kind === "hold" ? intent : null,
          },
        })),
      });
      return meter.rows;
    });
  });
}

it("a batch writes a row per key and one for the shard, twice; a minute that is over is one more", async () => {
  const times = [NOW_MS, NOW_MS + 5_000, NOW_MS + MINUTE_MS, NOW_MS + MINUTE_MS + 5_000];
  const rows = await rowsOf(
    "rows",
    times.map((atMs) => ({ atMs, outcome: APPLIED })),
  );
  const perBatch = 2 * (KEYS + 1);
  expect(rows).toEqual([perBatch, perBatch, perBatch + 1, perBatch]);
});

it("a hold costs an index entry once, not again for each newer write of the key", async () => {
  const rows = await rowsOf("held-rows", [
    { atMs: NOW_MS, outcome: APPLIED },
    { atMs: NOW_MS + 1, outcome: HOLD },
    { atMs: NOW_MS + 2, outcome: HOLD },
    { atMs: NOW_MS + 3, outcome: HOLD },
  ]);
  const perBatch = 2 * (KEYS + 1);
  expect(rows).toEqual([perBatch, perBatch + KEYS, perBatch, perBatch]);
});

it("what comes along is held by the rows of the admit call alone, and its index entry", async () => {
  const rows = await rowsOf("held-at-once-rows", [
    { atMs: NOW_MS, outcome: APPLIED },
    { atMs: NOW_MS + 1, outcome: null },
    { atMs: NOW_MS + 2, outcome: null },
  ]);
  const perCall = KEYS + 1;
  expect(rows).toEqual([2 * perCall, perCall + KEYS, perCall]);
});

it("what is due of an outbox is found without reading what waits in it", async () => {
  const { LEDGER } = env as unknown as ConsumerEnv;
  await runInDurableObject(LEDGER.getByName("outbox-rows"), (_instance, context) => {
    const { meter, storage } = metered(context.storage);
    const store = new SqlLedgerStore(storage);
    for (let n = 1; n <= 200; n++) {
      store.addLetter({ ...deadIntent(n), lastSeenAtMs: NOW_MS + n }, NOW_MS + n);
    }
    meter.rowsRead = 0;
    expect(store.earliestLetterMs()).toBe(NOW_MS + 1);
    expect(store.dueLetters(NOW_MS + 2, 50)).toHaveLength(2);
    expect(meter.rowsRead).toBeLessThan(10);
  });
});

it("the oldest that waits is looked for once, and again when its own key changes", async () => {
  const { LEDGER } = env as unknown as ConsumerEnv;
  await runInDurableObject(LEDGER.getByName("oldest-rows"), (_instance, context) => {
    const { meter, storage } = metered(context.storage);
    const store = new SqlLedgerStore(storage);
    const hold = (n: number, atMs: number) => {
      const state = aHeldState({ version: versionAt(atMs) });
      store.saveKey(`default\nk${n}`, state, { held: undefined, kept: undefined }, NOW_MS);
    };
    const rowsReadToAsk = () => {
      meter.rowsRead = 0;
      store.oldestHeld();
      return meter.rowsRead;
    };
    for (let n = 0; n < 100; n++) hold(n, NOW_MS + n);
    expect(rowsReadToAsk()).toBeGreaterThan(100);
    for (let n = 1; n < 100; n++) hold(n, NOW_MS + 1_000 + n);
    expect(rowsReadToAsk()).toBe(0);
    hold(0, NOW_MS + 2_000);
    expect(rowsReadToAsk()).toBeGreaterThan(100);
    expect(store.oldestHeld()).toBe(versionAt(NOW_MS + 1_001));
  });
});

const HOLD: Outcome = { kind: "hold", reason: "pace" };
