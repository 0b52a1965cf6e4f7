/**
 * The tables of a view (docs/storage.md). Indexes hold only the rows that they are for, so that most
 * changes of an entry cost two row writes. `sort` is set for what is shown or trimmed, and only then.
 */
export const VIEW_SCHEMA: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS entries (
    key TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    touch TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('news', 'kv')),
    told_at INTEGER NOT NULL,
    ends_at INTEGER,
    state TEXT NOT NULL CHECK (state IN ('shown', 'trimmed', 'wanted', 'left-out', 'gone')),
    sort REAL,
    due_at INTEGER,
    reason TEXT,
    text TEXT
  ) WITHOUT ROWID`,
  `CREATE INDEX IF NOT EXISTS entries_by_sort ON entries (state, sort, key)
    WHERE sort IS NOT NULL`,
  `CREATE INDEX IF NOT EXISTS wanted_by_due ON entries (due_at) WHERE state = 'wanted'`,
  `CREATE INDEX IF NOT EXISTS entries_by_end ON entries (ends_at) WHERE ends_at IS NOT NULL`,
  `CREATE INDEX IF NOT EXISTS gone_by_time ON entries (told_at) WHERE state = 'gone'`,
  `CREATE TABLE IF NOT EXISTS view (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    value TEXT NOT NULL
  )`,
];
