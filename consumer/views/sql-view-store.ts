import type { LeftOutReason } from "../../shared/views/sort-value.ts";
import type { EntryContent, ViewEntry } from "../../shared/views/view-entry.ts";
import { SqlRows } from "../adapters/sql-rows.ts";
import { VIEW_SCHEMA } from "./view-schema.ts";
import { EMPTY_VIEW, type ViewCount, type ViewRow, type ViewStore } from "./view-store.ts";

const PUT_ENTRY = `
  INSERT OR REPLACE INTO entries
    (key, version, touch, source, told_at, ends_at, state, sort, due_at, reason, text)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const TRIM = `
  UPDATE entries SET state = 'trimmed', text = NULL
  WHERE state = 'shown' AND sort IS NOT NULL AND (sort, key) <=
    (SELECT sort, key FROM entries WHERE state = 'shown' AND sort IS NOT NULL
      ORDER BY sort DESC, key DESC LIMIT 1 OFFSET ?)`;

const newestOf = (state: "shown" | "trimmed"): string => `
  SELECT * FROM (SELECT * FROM entries WHERE state = '${state}' AND sort IS NOT NULL
    ORDER BY sort DESC, key DESC LIMIT ?1)`;

const NEWEST = `
  SELECT * FROM (${newestOf("shown")} UNION ALL ${newestOf("trimmed")})
  ORDER BY sort DESC, key DESC LIMIT ?1`;

type EntryRow = {
  key: string;
  version: string;
  touch: string;
  source: ViewEntry["source"];
  told_at: number;
  ends_at: number | null;
  state: EntryContent["kind"];
  sort: number | null;
  due_at: number | null;
  reason: LeftOutReason | null;
  text: string | null;
};

/** The entries of one view in its Durable Object's SQLite (docs/storage.md). */
export class SqlViewStore implements ViewStore {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlRows;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#sql = new SqlRows(storage.sql);
    for (const statement of VIEW_SCHEMA) storage.sql.exec(statement);
  }

  transaction<T>(run: () => T): T {
    return this.#storage.transactionSync(run);
  }

  entry(key: string): ViewEntry | null {
    return this.#entries("WHERE key = ?", key)[0] ?? null;
  }

  putEntry({ key, version, touch, source, toldAtMs, endsAtMs, content }: ViewEntry): void {
    this.#sql.run(
      PUT_ENTRY,
      key,
      version,
      touch,
      source,
      toldAtMs,
      endsAtMs,
      content.kind,
      "sort" in content ? content.sort : null,
      "dueAtMs" in content ? content.dueAtMs : null,
      "reason" in content ? content.reason : null,
      "text" in content ? content.text : null,
    );
  }

  entriesBetween(afterKey: string | null, throughKey: string | null): readonly ViewEntry[] {
    // No key is empty, so each is greater than "".
    if (throughKey === null) return this.#entries("WHERE key > ? ORDER BY key", afterKey ?? "");
    return this.#entries("WHERE key > ? AND key <= ? ORDER BY key", afterKey ?? "", throughKey);
  }

  newest(limit: number): readonly ViewEntry[] {
    return this.#sql.all<EntryRow>(NEWEST, limit).map(entryOf);
  }

  trimAfter(kept: number): void {
    this.#sql.run(TRIM, kept);
  }

  wanted(nowMs: number, limit: number): readonly ViewEntry[] {
    const due = "WHERE state = 'wanted' AND due_at <= ? ORDER BY due_at, key LIMIT ?";
    return this.#entries(due, nowMs, limit);
  }

  earliestWantedMs(): number | null {
    return this.#sql.number("SELECT min(due_at) AS n FROM entries WHERE state = 'wanted'");
  }

  ended(nowMs: number, limit: number): readonly ViewEntry[] {
    return this.#entries("WHERE ends_at <= ? ORDER BY ends_at, key LIMIT ?", nowMs, limit);
  }

  earliestEndMs(): number | null {
    return this.#sql.number("SELECT min(ends_at) AS n FROM entries WHERE ends_at IS NOT NULL");
  }

  collectGone(beforeMs: number): void {
    this.#sql.run("DELETE FROM entries WHERE state = 'gone' AND told_at < ?", beforeMs);
  }

  count(): ViewCount {
    const rows = this.#sql.all<{ kind: string; n: number }>(
      "SELECT coalesce(reason, state) AS kind, count(*) AS n FROM entries GROUP BY kind",
    );
    const of = (kind: string) => rows.find((row) => row.kind === kind)?.n ?? 0;
    return {
      entries: of("shown") + of("trimmed"),
      wanted: of("wanted"),
      leftOut: {
        "not-json": of("not-json"),
        "no-sort-field": of("no-sort-field"),
        "too-large": of("too-large"),
      },
    };
  }

  deleteEntries(): void {
    this.#sql.run("DELETE FROM entries");
  }

  load(): ViewRow {
    const [row] = this.#sql.all<{ value: string }>("SELECT value FROM view");
    return row === undefined ? EMPTY_VIEW : { ...EMPTY_VIEW, ...JSON.parse(row.value) };
  }

  save(row: ViewRow): void {
    this.#sql.run("INSERT OR REPLACE INTO view (id, value) VALUES (1, ?)", JSON.stringify(row));
  }

  #entries(where: string, ...parameters: readonly SqlStorageValue[]): readonly ViewEntry[] {
    return this.#sql.all<EntryRow>(`SELECT * FROM entries ${where}`, ...parameters).map(entryOf);
  }
}

const entryOf = (row: EntryRow): ViewEntry => ({
  key: row.key,
  version: row.version,
  touch: row.touch,
  source: row.source,
  toldAtMs: row.told_at,
  endsAtMs: row.ends_at,
  content: contentOf(row),
});

function contentOf({ state, sort, text, due_at, reason }: EntryRow): EntryContent {
  switch (state) {
    case "shown":
      return { kind: state, sort: sort ?? 0, text: text ?? "" };
    case "trimmed":
      return { kind: state, sort: sort ?? 0 };
    case "wanted":
      return { kind: state, dueAtMs: due_at ?? 0 };
    case "left-out":
      return { kind: state, reason: reason ?? "not-json" };
    case "gone":
      return { kind: state };
  }
}
