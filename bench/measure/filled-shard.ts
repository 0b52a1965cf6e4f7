import { SqlLedgerStore } from "../../consumer/ledger/sql-ledger-store.ts";
import { SqlRequestStore } from "../../consumer/ledger/sql-request-store.ts";
import { check } from "../benchmark.ts";
import { batchRig, intentsAt, RIG_START_MS } from "./batch-rig.ts";
import { spentMicros } from "./cpu-time.ts";
import { deskOver } from "./desk-over.ts";
import { nodeSqliteStorage } from "./node-sqlite.ts";
import { median } from "./percentile.ts";

const BATCH = 100;
/** Batches of each shard that are timed. */
const SAMPLES = 60;

export type Filling = {
  readonly keys: number;
  readonly state: "idle" | "held";
  /** Of each key; what is timed has 200. */
  readonly valueBytes: number;
};

/** One shard over SQLite in a file, in which every key waits, or none does. */
export class FilledShard {
  readonly #sql: SqlStorage;
  readonly #clock = { nowMs: RIG_START_MS };
  readonly #desk: ReturnType<typeof deskOver>;
  readonly #handle: ReturnType<typeof batchRig>;
  #nextKey = 0;

  private constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    const requests = new SqlRequestStore(storage.sql);
    const desk = deskOver(new SqlLedgerStore(storage), requests, this.#clock);
    this.#desk = desk;
    this.#handle = batchRig({ shards: 1, shard: () => desk }, this.#clock, { puts: 0 });
  }

  static async fill(file: string, filling: Filling): Promise<FilledShard> {
    const shard = new FilledShard(nodeSqliteStorage(file));
    await shard.#fill(filling);
    return shard;
  }

  /** CPU per intent of one batch of new keys, none of which has to wait. */
  async sampleMicros(): Promise<number> {
    this.#clock.nowMs += 1;
    const intents = intentsAt(this.#clock.nowMs + 10, BATCH, this.#nextKey);
    this.#nextKey += BATCH;
    return (await spentMicros(() => this.#handle(intents))) / BATCH;
  }

  /** The same backlog in another file, in which the intents that wait are not stored: its rows are small. */
  withoutBodies(file: string): FilledShard {
    const copy = new FilledShard(nodeSqliteStorage(file));
    copy.#clock.nowMs = this.#clock.nowMs;
    copy.#nextKey = this.#nextKey;
    this.#sql.exec("ATTACH ? AS copy", file);
    this.#sql.exec(
      `INSERT INTO copy.keys SELECT id, state, known, NULL, kept_body, due_at, due_lane, held_version, touched_at
       FROM main.keys`,
    );
    this.#sql.exec("INSERT INTO copy.shard SELECT * FROM main.shard");
    this.#sql.exec("DETACH copy");
    return copy;
  }

  async #fill({ keys, state, valueBytes }: Filling): Promise<void> {
    const { nowMs } = this.#clock;
    const text = "x".repeat(valueBytes);
    for (; this.#nextKey < keys; this.#nextKey += BATCH) {
      await this.#handle(intentsAt(nowMs, BATCH, this.#nextKey, text));
      if (state === "held") {
        await this.#handle(intentsAt(nowMs + 1, BATCH, this.#nextKey, text));
      }
    }
    const { pending } = (await this.#desk.summary({ shards: 1, body: null })).tally;
    check(pending === (state === "held" ? keys : 0), `${state} keys only`, pending);
  }
}

/**
 * CPU per intent of each shard: the median of batches that the shards have in turns, so that a busy minute
 * of the machine makes all of them dearer.
 */
export async function microsInTurns(shards: readonly FilledShard[]): Promise<readonly number[]> {
  const micros = shards.map((): number[] => []);
  for (let sample = 0; sample < SAMPLES; sample++) {
    for (const [at, shard] of shards.entries()) micros[at]?.push(await shard.sampleMicros());
  }
  return micros.map(median);
}
