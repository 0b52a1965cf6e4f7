import type { Period } from "../../shared/metrics/period.ts";
import type { BucketStore } from "./bucket-store.ts";

/** Minutes in the SQLite of a shard's Durable Object; the number of a minute is the row's id. */
export class SqlBucketStore implements BucketStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  save({ index, counts }: Period): void {
    const row = [index, JSON.stringify(counts)] as const;
    this.#sql.exec("INSERT OR REPLACE INTO buckets (minute, counts) VALUES (?, ?)", ...row);
  }

  between(fromMinute: number, untilMinute: number): readonly Period[] {
    return this.#sql
      .exec<{ minute: number; counts: string }>(
        "SELECT minute, counts FROM buckets WHERE minute >= ? AND minute < ? ORDER BY minute",
        fromMinute,
        untilMinute,
      )
      .toArray()
      .map(({ minute, counts }) => ({ index: minute, counts: JSON.parse(counts) }));
  }

  deleteBefore(minute: number): number {
    return this.#sql.exec("DELETE FROM buckets WHERE minute < ? RETURNING minute", minute).toArray()
      .length;
  }
}
