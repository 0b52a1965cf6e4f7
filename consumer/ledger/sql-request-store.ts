import type { KnownRequest } from "../../shared/ledger/idempotency.ts";
import type { RequestStore } from "./request-store.ts";

type Row = {
  readonly claim: string;
  readonly until_at: number;
  readonly fingerprint: string | null;
  readonly receipts: string | null;
};

/** The table `requests` of a shard (docs/storage.md). */
export class SqlRequestStore implements RequestStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  load(id: string): KnownRequest | null {
    const [row] = this.#sql
      .exec<Row>("SELECT claim, until_at, fingerprint, receipts FROM requests WHERE id = ?", id)
      .toArray();
    if (row === undefined) return null;
    const { claim, until_at: untilMs, fingerprint, receipts } = row;
    const done = fingerprint === null || receipts === null ? null : { fingerprint, receipts };
    return { claim, untilMs, done };
  }

  save(id: string, { claim, untilMs, done }: KnownRequest): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO requests (id, claim, until_at, fingerprint, receipts)
       VALUES (?, ?, ?, ?, ?)`,
      id,
      claim,
      untilMs,
      done?.fingerprint ?? null,
      done?.receipts ?? null,
    );
  }

  delete(id: string): void {
    this.#sql.exec("DELETE FROM requests WHERE id = ?", id);
  }

  forgetUntil(nowMs: number): void {
    this.#sql.exec("DELETE FROM requests WHERE until_at <= ?", nowMs);
  }
}
