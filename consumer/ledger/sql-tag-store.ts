import type { Tag } from "../../shared/tags.ts";
import type { TagRow, TagStore } from "./tag-store.ts";

/** The index of tags in the SQLite of a shard (docs/storage.md). */
export class SqlTagStore implements TagStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add(id: string, tags: readonly Tag[]): void {
    for (const tag of tags) {
      this.#sql.exec("INSERT OR IGNORE INTO tags (tag, id) VALUES (?, ?)", tag, id);
    }
  }

  remove(id: string, tags: readonly Tag[]): void {
    for (const tag of tags) this.#sql.exec("DELETE FROM tags WHERE tag = ? AND id = ?", tag, id);
  }

  keys(tag: Tag, afterId: string, limit: number): readonly string[] {
    return this.#sql
      .exec<{ id: string }>(
        "SELECT id FROM tags WHERE tag = ? AND id > ? ORDER BY id LIMIT ?",
        tag,
        afterId,
        limit,
      )
      .toArray()
      .map((row) => row.id);
  }

  rows(after: TagRow, limit: number): readonly TagRow[] {
    return this.#sql
      .exec<{ tag: string; id: string }>(
        "SELECT tag, id FROM tags WHERE (tag, id) > (?, ?) ORDER BY tag, id LIMIT ?",
        after.tag,
        after.id,
        limit,
      )
      .toArray();
  }
}
