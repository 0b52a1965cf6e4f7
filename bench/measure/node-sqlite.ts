import { DatabaseSync, type SQLInputValue } from "node:sqlite";

/**
 * The storage of a Durable Object over Node's own SQLite: the same statements, no runtime. In memory, or
 * in a file whose pages may leave memory; nothing is flushed, since nothing has to survive.
 */
export function nodeSqliteStorage(file = ":memory:"): DurableObjectStorage {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;");
  const statements = new Map<string, ReturnType<DatabaseSync["prepare"]>>();
  const exec = (query: string, ...values: SQLInputValue[]) => {
    const statement = statements.get(query) ?? database.prepare(query);
    statements.set(query, statement);
    const rows = statement.all(...values);
    return { toArray: () => rows, one: () => rows[0] };
  };
  const transactionSync = <T>(run: () => T): T => {
    database.exec("BEGIN");
    try {
      const result = run();
      database.exec("COMMIT");
      return result;
    } catch (error) {
      database.exec("ROLLBACK");
      throw error;
    }
  };
  return { sql: { exec }, transactionSync } as unknown as DurableObjectStorage;
}
