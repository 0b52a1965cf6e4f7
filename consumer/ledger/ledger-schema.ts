import type { BodySlot } from "./ledger-store.ts";

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
  // The time stands behind the letter in a row: without the index each call would read all letters.
  `CREATE INDEX IF NOT EXISTS letters_by_due ON letters (due_at)`,
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
  `CREATE TABLE IF NOT EXISTS tags (
    tag TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (tag, id)
  ) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS purges (
    id TEXT PRIMARY KEY,
    tag TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    due_at INTEGER,
    task TEXT NOT NULL
  ) WITHOUT ROWID`,
  `CREATE INDEX IF NOT EXISTS purges_by_tag ON purges (tag)`,
  `CREATE INDEX IF NOT EXISTS purges_by_due ON purges (due_at) WHERE due_at IS NOT NULL`,
  `CREATE TABLE IF NOT EXISTS buckets (
    minute INTEGER PRIMARY KEY,
    counts TEXT NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS shard (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    value TEXT NOT NULL
  )`,
];

/**
 * Lanes of version 0.1.0 were operations: what waits in them goes on in those of its namespace. A seek
 * in the index where there are none.
 */
export const RENAME_EARLIER_LANES = `
  UPDATE keys SET due_lane = due_lane || '/normal/' || substr(id, 1, instr(id, char(10)) - 1)
  WHERE due_lane IN ('put', 'delete')`;

/** One seek in the index per lane, however many keys wait in it. */
export const DUE_LANES = `
  WITH RECURSIVE lanes(lane) AS (
    SELECT min(due_lane) FROM keys WHERE due_lane IS NOT NULL
    UNION ALL
    SELECT (SELECT min(due_lane) FROM keys WHERE due_lane > lane) FROM lanes WHERE lane IS NOT NULL
  )
  SELECT lane FROM lanes WHERE lane IS NOT NULL`;

/** Reads all that waits. */
export const OLDEST_HELD = `
  SELECT id, held_version AS version FROM keys
  WHERE due_lane IS NOT NULL AND held_version IS NOT NULL ORDER BY held_version LIMIT 1`;

/** Parameters 4 and 6 say whether the bodies change. */
export const SAVE_KEY = `
  INSERT INTO keys (id, state, known, held_body, kept_body, due_at, due_lane, held_version, touched_at)
  VALUES (?1, ?2, ?3, ?5, ?7, ?8, ?9, ?10, ?11)
  ON CONFLICT (id) DO UPDATE SET
    state = ?2, known = ?3,
    held_body = CASE WHEN ?4 THEN ?5 ELSE held_body END,
    kept_body = CASE WHEN ?6 THEN ?7 ELSE kept_body END,
    due_at = ?8, due_lane = ?9, held_version = ?10, touched_at = ?11`;

/**
 * The same for a key that is due as before, with an answer when it was: an update that names an indexed
 * column writes the index entry anew, and the platform bills it, also when nothing changes.
 */
export const SAVE_KEY_DUE_AS_BEFORE = `
  UPDATE keys SET
    state = ?2, known = ?3,
    held_body = CASE WHEN ?4 THEN ?5 ELSE held_body END,
    kept_body = CASE WHEN ?6 THEN ?7 ELSE kept_body END,
    held_version = ?10, touched_at = ?11
  WHERE id = ?1 AND due_at = ?8 AND due_lane = ?9
  RETURNING id`;

export const BODY_OF: Readonly<Record<BodySlot, string>> = {
  held: "SELECT held_body AS body FROM keys WHERE id = ?",
  kept: "SELECT kept_body AS body FROM keys WHERE id = ?",
};
