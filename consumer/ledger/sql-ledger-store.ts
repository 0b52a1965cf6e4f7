import type { DeadLetter } from "../../shared/dead-letter.ts";
import { type DueLane, dueOf } from "../../shared/ledger/due.ts";
import { emptyKeyState, type KeyState } from "../../shared/ledger/key-state.ts";
import type { LetterName } from "../../shared/ledger/protocol.ts";
import type { SpentPayload } from "../../shared/ledger/turn.ts";
import type { Version } from "../../shared/version.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { SqlRows } from "../adapters/sql-rows.ts";
import { heldVersion, keyRow } from "./key-row.ts";
import {
  BODY_OF,
  DUE_LANES,
  LEDGER_SCHEMA,
  OLDEST_HELD,
  RENAME_EARLIER_LANES,
  SAVE_KEY,
  SAVE_KEY_DUE_AS_BEFORE,
} from "./ledger-schema.ts";
import type { BodyChanges, BodySlot, LedgerStore, ShardRow } from "./ledger-store.ts";
import { loadKeyStates } from "./load-key-states.ts";
import { OldestHeld, type Waiting } from "./oldest-held.ts";
import type { PurgeStore } from "./purge-store.ts";
import { EMPTY_SHARD, parseShard } from "./shard-row.ts";
import { SqlBucketStore } from "./sql-bucket-store.ts";
import { SqlPurgeStore } from "./sql-purge-store.ts";
import { SqlTagStore } from "./sql-tag-store.ts";
import type { TagStore } from "./tag-store.ts";

/** The rows of one shard in its Durable Object's SQLite (docs/storage.md). */
export class SqlLedgerStore implements LedgerStore {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlRows;
  readonly tags: TagStore;
  readonly purges: PurgeStore;
  readonly buckets: SqlBucketStore;
  readonly #oldestHeld: OldestHeld;
  #shard: ShardRow | null = null;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#sql = new SqlRows(storage.sql);
    this.#oldestHeld = new OldestHeld(() => this.#sql.all<Waiting>(OLDEST_HELD)[0] ?? null);
    this.buckets = new SqlBucketStore(storage.sql);
    for (const statement of LEDGER_SCHEMA) storage.sql.exec(statement);
    storage.sql.exec(RENAME_EARLIER_LANES);
    this.tags = new SqlTagStore(storage.sql);
    this.purges = new SqlPurgeStore(storage.sql);
  }

  transaction<T>(run: () => T): T {
    const before = this.#shard;
    try {
      return this.#storage.transactionSync(run);
    } catch (error) {
      this.#shard = before;
      this.#oldestHeld.forget();
      throw error;
    }
  }

  loadKey(id: string): KeyState {
    return this.loadKeys([id]).get(id) ?? emptyKeyState;
  }

  loadKeys(ids: readonly string[]): ReadonlyMap<string, KeyState> {
    return loadKeyStates(this.#storage.sql, ids);
  }

  saveKey(id: string, state: KeyState, bodies: BodyChanges, touchedAtMs: number): void {
    const row = keyRow(id, state, bodies, touchedAtMs);
    const isDue = dueOf(state) !== null;
    this.#oldestHeld.note(id, isDue ? heldVersion(state) : null);
    if (isDue && this.#sql.all(SAVE_KEY_DUE_AS_BEFORE, ...row).length > 0) return;
    this.#sql.run(SAVE_KEY, ...row);
  }

  deleteKey(id: string): void {
    this.#oldestHeld.note(id, null);
    this.#sql.run("DELETE FROM keys WHERE id = ?", id);
  }

  body(id: string, slot: BodySlot): WriteIntent | null {
    const [row] = this.#sql.all<{ body: string | null }>(BODY_OF[slot], id);
    return row === undefined || row.body === null ? null : JSON.parse(row.body);
  }

  dueLanes(): readonly DueLane[] {
    return this.#sql.all<{ lane: DueLane }>(DUE_LANES).map((row) => row.lane);
  }

  dueKeys(lane: DueLane, nowMs: number, limit: number): readonly string[] {
    return this.#sql
      .all<{ id: string }>(
        "SELECT id FROM keys WHERE due_lane = ? AND due_at <= ? ORDER BY due_at, id LIMIT ?",
        lane,
        nowMs,
        limit,
      )
      .map((row) => row.id);
  }

  earliestDueMs(lane: DueLane): number | null {
    return this.#sql.number("SELECT min(due_at) AS n FROM keys WHERE due_lane = ?", lane);
  }

  untouchedKeys(beforeMs: number, afterId: string, limit: number): readonly string[] {
    return this.#sql
      .all<{ id: string }>(
        "SELECT id FROM keys WHERE id > ? AND touched_at < ? ORDER BY id LIMIT ?",
        afterId,
        beforeMs,
        limit,
      )
      .map((row) => row.id);
  }

  oldestHeld(): Version | null {
    return this.#oldestHeld.version();
  }

  addLetter(letter: DeadLetter, dueAtMs: number): void {
    if (letter.kind !== "intent") throw new Error("the outbox takes letters with a version only");
    this.#sql.run(
      "INSERT OR REPLACE INTO letters (version, generation, letter, due_at) VALUES (?, ?, ?, ?)",
      letter.intent.version,
      letter.intent.generation,
      JSON.stringify(letter),
      dueAtMs,
    );
  }

  dueLetters(nowMs: number, limit: number): readonly DeadLetter[] {
    return this.#sql
      .all<{ letter: string }>(
        "SELECT letter FROM letters WHERE due_at <= ? ORDER BY due_at, version LIMIT ?",
        nowMs,
        limit,
      )
      .map((row) => JSON.parse(row.letter));
  }

  forgetLetter(name: LetterName): void {
    this.#sql.run(
      "DELETE FROM letters WHERE version = ? AND generation = ?",
      name.version,
      name.generation,
    );
  }

  earliestLetterMs(): number | null {
    return this.#sql.number("SELECT min(due_at) AS n FROM letters");
  }

  addSpentPayload(payload: SpentPayload): void {
    this.#sql.run(
      "INSERT OR REPLACE INTO spent_payloads (version, delete_at) VALUES (?, ?)",
      payload.version,
      payload.deleteAtMs,
    );
  }

  dueSpentPayloads(nowMs: number, limit: number): readonly Version[] {
    return this.#sql
      .all<{ version: Version }>(
        "SELECT version FROM spent_payloads WHERE delete_at <= ? ORDER BY delete_at, version LIMIT ?",
        nowMs,
        limit,
      )
      .map((row) => row.version);
  }

  forgetSpentPayload(version: Version): void {
    this.#sql.run("DELETE FROM spent_payloads WHERE version = ?", version);
  }

  earliestSpentPayloadMs(): number | null {
    return this.#sql.number("SELECT min(delete_at) AS n FROM spent_payloads");
  }

  loadShard(): ShardRow {
    if (this.#shard !== null) return this.#shard;
    const [row] = this.#sql.all<{ value: string }>("SELECT value FROM shard");
    this.#shard = row === undefined ? EMPTY_SHARD : parseShard(row.value);
    return this.#shard;
  }

  saveShard(row: ShardRow): void {
    this.#sql.run(
      "INSERT INTO shard (id, value) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET value = ?1",
      JSON.stringify(row),
    );
    this.#shard = row;
  }
}
