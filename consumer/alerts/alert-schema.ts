/** One row beside the dead letters: there is one such object, and alerts need no other. */
export const ALERT_SCHEMA: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS alerts (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    value TEXT NOT NULL
  )`,
];
