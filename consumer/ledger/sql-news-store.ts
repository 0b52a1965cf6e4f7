import { type KeyName, keyId } from "../../shared/key.ts";
import { type KeyNews, newsMark } from "../../shared/views/key-news.ts";
import type { NewsStore } from "./news-store.ts";

const PUT_NEWS = `
  INSERT INTO news (id, mark, news, due_at) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (id) DO UPDATE SET mark = ?2, news = ?3, due_at = min(due_at, ?4)`;

/** News for views in a shard's SQLite (docs/storage.md); the ledger's store makes the table. */
export class SqlNewsStore implements NewsStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  pending(name: KeyName): KeyNews | null {
    const [row] = this.#sql.exec<{ news: string }>(
      "SELECT news FROM news WHERE id = ?",
      keyId(name),
    );
    return row === undefined ? null : JSON.parse(row.news);
  }

  put(news: KeyNews, dueAtMs: number): void {
    this.#sql.exec(PUT_NEWS, keyId(news), newsMark(news), JSON.stringify(news), dueAtMs);
  }

  due(nowMs: number, limit: number): readonly KeyNews[] {
    return this.#sql
      .exec<{ news: string }>(
        "SELECT news FROM news WHERE due_at <= ? ORDER BY due_at, id LIMIT ?",
        nowMs,
        limit,
      )
      .toArray()
      .map(({ news }) => JSON.parse(news));
  }

  forget(news: readonly KeyNews[]): void {
    for (const one of news) {
      this.#sql.exec("DELETE FROM news WHERE id = ? AND mark = ?", keyId(one), newsMark(one));
    }
  }

  earliestMs(): number | null {
    return this.#sql.exec<{ n: number | null }>("SELECT min(due_at) AS n FROM news").one().n;
  }
}
