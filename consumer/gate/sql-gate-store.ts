import { firstGateState, type GateState, type GateStore } from "./gate-store.ts";

/** The gate's one row in its Durable Object's SQLite (docs/storage.md). */
export class SqlGateStore implements GateStore {
  readonly #sql: SqlStorage;
  #state: GateState | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(
      "CREATE TABLE IF NOT EXISTS gate (id INTEGER PRIMARY KEY CHECK (id = 1), value TEXT NOT NULL)",
    );
  }

  load(): GateState {
    if (this.#state !== null) return this.#state;
    const [row] = this.#sql.exec<{ value: string }>("SELECT value FROM gate").toArray();
    // Rows of earlier versions lack what came later.
    const stored = row === undefined ? {} : JSON.parse(row.value);
    const state: GateState = { ...firstGateState, ...stored };
    this.#state = state;
    return state;
  }

  save(state: GateState): void {
    this.#sql.exec(
      "INSERT INTO gate (id, value) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET value = ?1",
      JSON.stringify(state),
    );
    this.#state = state;
  }
}
