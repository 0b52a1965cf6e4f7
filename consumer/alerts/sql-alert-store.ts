import { ALERT_SCHEMA } from "./alert-schema.ts";
import { type AlertState, type AlertStore, NO_ALERTS } from "./alert-store.ts";

/** The state in SQLite (docs/storage.md). */
export class SqlAlertStore implements AlertStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    for (const statement of ALERT_SCHEMA) sql.exec(statement);
  }

  load(): AlertState {
    const [row] = this.#sql.exec<{ value: string }>("SELECT value FROM alerts WHERE id = 1");
    return row === undefined ? NO_ALERTS : JSON.parse(row.value);
  }

  save(state: AlertState): void {
    this.#sql.exec(
      "INSERT INTO alerts (id, value) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET value = ?1",
      JSON.stringify(state),
    );
  }
}
