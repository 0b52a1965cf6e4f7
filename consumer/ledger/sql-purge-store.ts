import { idBeforeNewer } from "../../shared/ledger/purge.ts";
import type { Tag } from "../../shared/tags.ts";
import type { Version } from "../../shared/version.ts";
import type { PurgeStore, PurgeTask } from "./purge-store.ts";

const SAVE = `
  INSERT INTO purges (id, tag, started_at, due_at, task) VALUES (?1, ?2, ?3, ?4, ?5)
  ON CONFLICT (id) DO UPDATE SET due_at = ?4, task = ?5`;

/** The purges in the SQLite of a shard (docs/storage.md). */
export class SqlPurgeStore implements PurgeStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  load(id: string): PurgeTask | null {
    return this.#tasks("SELECT task FROM purges WHERE id = ?", id)[0] ?? null;
  }

  save(task: PurgeTask): void {
    const { id, tag, startedAtMs, dueAtMs } = task;
    this.#sql.exec(SAVE, id, tag, startedAtMs, dueAtMs, JSON.stringify(task));
  }

  due(nowMs: number, limit: number): readonly PurgeTask[] {
    return this.#tasks(
      "SELECT task FROM purges WHERE due_at <= ? ORDER BY due_at, id LIMIT ?",
      nowMs,
      limit,
    );
  }

  earliestDueMs(): number | null {
    const query = "SELECT min(due_at) AS n FROM purges WHERE due_at IS NOT NULL";
    return this.#sql.exec<{ n: number | null }>(query).one().n;
  }

  withTag(tag: Tag, stamp: Version): readonly PurgeTask[] {
    const query = "SELECT task FROM purges WHERE tag = ? AND id > ? ORDER BY id";
    return this.#tasks(query, tag, idBeforeNewer(stamp));
  }

  collect(beforeMs: number): void {
    this.#sql.exec("DELETE FROM purges WHERE due_at IS NULL AND started_at < ?", beforeMs);
  }

  #tasks(query: string, ...parameters: readonly SqlStorageValue[]): readonly PurgeTask[] {
    return this.#sql
      .exec<{ task: string }>(query, ...parameters)
      .toArray()
      .map((row) => JSON.parse(row.task));
  }
}
