/**
 * The tables of the dead-letter store (docs/storage.md). Keys are stored as the hex digits of their
 * UTF-8 bytes: a prefix is then a range of text for any Unicode, where LIKE would fold case, know
 * wildcards and take 50 bytes at most
 * (https://developers.cloudflare.com/durable-objects/platform/limits/).
 * The index of the dead holds all that filters look at, so that counting reads no bodies; the body
 * stands last in its row for the same reason.
 */
export const LETTER_SCHEMA: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS letters (
    id TEXT PRIMARY KEY,
    generation INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('dead', 'replayed', 'discarded', 'superseded')),
    reason TEXT NOT NULL,
    namespace TEXT,
    key_hex TEXT,
    first_seen_ms INTEGER NOT NULL,
    last_seen_ms INTEGER NOT NULL,
    ended_at_ms INTEGER,
    size_bytes INTEGER NOT NULL,
    body TEXT
  )`,
  `CREATE INDEX IF NOT EXISTS dead_letters_by_time
    ON letters (last_seen_ms, id, reason, namespace, key_hex, state) WHERE state = 'dead'`,
  `CREATE INDEX IF NOT EXISTS ended_letters_by_time
    ON letters (ended_at_ms) WHERE state <> 'dead'`,
  `CREATE TABLE IF NOT EXISTS replays (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    rate_per_second REAL NOT NULL,
    matched INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    enqueued INTEGER NOT NULL,
    started_at_ms INTEGER NOT NULL,
    finished_at_ms INTEGER,
    cancelled_at_ms INTEGER,
    due_ms REAL,
    streak INTEGER NOT NULL,
    not_before_ms INTEGER NOT NULL
  )`,
  `CREATE INDEX IF NOT EXISTS running_replays
    ON replays (sequence) WHERE finished_at_ms IS NULL`,
  `CREATE TABLE IF NOT EXISTS replay_items (
    replay_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    letter_id TEXT NOT NULL,
    generation INTEGER NOT NULL,
    attempted INTEGER NOT NULL,
    PRIMARY KEY (replay_id, position)
  ) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS audit (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    action TEXT NOT NULL CHECK (action IN ('replay', 'cancel', 'discard')),
    token_id TEXT NOT NULL,
    note TEXT,
    selection TEXT NOT NULL,
    reach TEXT NOT NULL,
    replay_id TEXT,
    matched INTEGER NOT NULL,
    discarded INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('running', 'finished', 'interrupted')),
    started_at_ms INTEGER NOT NULL,
    ended_at_ms INTEGER
  )`,
  `CREATE INDEX IF NOT EXISTS audit_by_replay
    ON audit (replay_id) WHERE action = 'replay'`,
];

/** Columns that objects of the first version lack. */
const LATER_COLUMNS = [{ table: "replays", column: "cancelled_at_ms", type: "INTEGER" }] as const;

/** Makes what is missing; nothing to do the next time. */
export function openLetterSchema(sql: SqlStorage): void {
  for (const statement of LETTER_SCHEMA) sql.exec(statement);
  for (const { table, column, type } of LATER_COLUMNS) {
    const columns = sql.exec<{ name: string }>(`PRAGMA table_info(${table})`).toArray();
    if (columns.some(({ name }) => name === column)) continue;
    sql.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
  }
}
