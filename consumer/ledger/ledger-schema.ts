/**
 * The tables of a ledger shard. A key is one row, so that a write without a hold costs few row
 * writes: the platform bills each row and each index entry
 * (https://developers.cloudflare.com/durable-objects/platform/pricing/). Only keys that wait for
 * something are in the index.
 */
export const LEDGER_SCHEMA: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS keys (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    known TEXT NOT NULL,
    held_body TEXT,
    kept_body TEXT,
    due_at INTEGER,
    due_lane TEXT,
    held_version TEXT,
    touched_at INTEGER NOT NULL
  ) WITHOUT ROWID`,
  `CREATE INDEX IF NOT EXISTS keys_by_due ON keys (due_lane, due_at)
    WHERE due_lane IS NOT NULL`,
  `CREATE TABLE IF NOT EXISTS letters (
    version TEXT NOT NULL,
    generation INTEGER NOT NULL,
    letter TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    PRIMARY KEY (version, generation)
  ) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS spent_payloads (
    version TEXT PRIMARY KEY,
    delete_at INTEGER NOT NULL
  ) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS requests (
    id TEXT PRIMARY KEY,
    claim TEXT NOT NULL,
    until_at INTEGER NOT NULL,
    fingerprint TEXT,
    receipts TEXT
  ) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS news (
    id TEXT PRIMARY KEY,
    mark TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    news TEXT NOT NULL
  ) WITHOUT ROWID`,
  `CREATE INDEX IF NOT EXISTS news_by_due ON news (due_at)`,
  `CREATE TABLE IF NOT EXISTS shard (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    value TEXT NOT NULL
  )`,
];
