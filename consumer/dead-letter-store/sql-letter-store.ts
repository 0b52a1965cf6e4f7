import { type DeadLetter, deadLetterId, deadLetterSizeBytes } from "../../shared/dead-letter.ts";
import type { ReasonCount, StoredLetter } from "../../shared/dead-letter-store-rpc.ts";
import type { KeyAccess } from "../../shared/key-access.ts";
import type { LetterFilter, LetterSelection } from "../../shared/letter-selection.ts";
import { keyHex, keyOfHex, replayableLetters, visibleLetters } from "./letter-conditions.ts";
import { type LetterRow, letterGeneration, letterToStore } from "./letter-rule.ts";
import { openLetterSchema } from "./letter-schema.ts";
import type {
  EndedLetter,
  LetterEnd,
  LetterSlice,
  LetterStore,
  ReplayableLetter,
  ReplayableQuery,
  SelectedLetters,
  SliceQuery,
} from "./letter-store.ts";
import { sqlSelectedLetters } from "./sql-selected-letters.ts";

const SAVE_LETTER = `
  INSERT OR REPLACE INTO letters
    (id, generation, state, reason, namespace, key_hex, first_seen_ms, last_seen_ms, ended_at_ms, size_bytes, body)
  VALUES (?, ?, 'dead', ?, ?, ?, ?, ?, NULL, ?, ?)`;

const END_LETTER = `
  UPDATE letters SET state = ?, ended_at_ms = ?, generation = ?, body = NULL
  WHERE id = ? AND generation BETWEEN ? AND ? AND state = 'dead' RETURNING id`;

type KeyedRow = { id: string; generation: number; namespace: string; key_hex: string };
type BodyRow = { id: string; size_bytes: number; body: string };

/** The letters in the SQLite of their Durable Object. */
export class SqlLetterStore implements LetterStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    openLetterSchema(sql);
  }

  put(letters: readonly DeadLetter[]): void {
    for (const arrived of letters) {
      const id = deadLetterId(arrived);
      const letter = letterToStore(this.#row(id), arrived);
      if (letter !== null) this.#save(id, letter);
    }
  }

  slice(query: SliceQuery): LetterSlice {
    const visible = visibleLetters(query.filter, query.access);
    const after = query.after === null ? "" : "AND (last_seen_ms, id) < (?, ?)";
    const rows = this.#sql.exec<BodyRow>(
      `SELECT id, size_bytes, body FROM letters WHERE ${visible.sql} ${after}
        ORDER BY last_seen_ms DESC, id DESC LIMIT ?`,
      ...visible.parameters,
      ...(query.after === null ? [] : [query.after.lastSeenAtMs, query.after.id]),
      query.limit + 1,
    );
    const letters: StoredLetter[] = [];
    let sizeBytes = 0;
    for (const row of rows) {
      sizeBytes += row.size_bytes;
      const isFull = letters.length === query.limit || sizeBytes > query.maxBytes;
      if (isFull && letters.length > 0) return { letters, hasMore: true };
      letters.push(toStored(row));
    }
    return { letters, hasMore: false };
  }

  count(filter: LetterFilter, access: KeyAccess): number {
    const visible = visibleLetters(filter, access);
    return this.#sql
      .exec<{ n: number }>(
        `SELECT count(*) AS n FROM letters WHERE ${visible.sql}`,
        ...visible.parameters,
      )
      .one().n;
  }

  get(id: string): StoredLetter | null {
    const [row] = this.#sql.exec<BodyRow>(
      "SELECT id, size_bytes, body FROM letters WHERE id = ? AND state = 'dead'",
      id,
    );
    return row === undefined ? null : toStored(row);
  }

  replayable(query: ReplayableQuery): readonly ReplayableLetter[] {
    const meant = replayableLetters(query.selection, query.access);
    return this.#sql
      .exec<KeyedRow>(
        `SELECT id, generation, namespace, key_hex FROM letters WHERE ${meant.sql} AND id > ? ORDER BY id LIMIT ?`,
        ...meant.parameters,
        query.afterId,
        query.limit,
      )
      .toArray()
      .map(({ id, generation, namespace, key_hex }) => ({
        id,
        generation,
        namespace,
        key: keyOfHex(key_hex),
      }));
  }

  selected(selection: LetterSelection, access: KeyAccess, pieceLetters: number): SelectedLetters {
    return sqlSelectedLetters(this.#sql, selection, access, pieceLetters);
  }

  summary(filter: LetterFilter, access: KeyAccess): readonly ReasonCount[] {
    const visible = visibleLetters(filter, access);
    return this.#sql
      .exec<ReasonCount>(
        `SELECT reason, count(*) AS letters, min(last_seen_ms) AS oldestAtMs, max(last_seen_ms) AS newestAtMs
          FROM letters WHERE ${visible.sql} GROUP BY reason ORDER BY letters DESC, reason`,
        ...visible.parameters,
      )
      .toArray();
  }

  end(letters: readonly EndedLetter[], state: LetterEnd, nowMs: number): number {
    return letters
      .map(({ id, generation: first, lastGeneration: last }) =>
        this.#sql.exec(END_LETTER, state, nowMs, last, id, first, last).toArray(),
      )
      .reduce((ended, rows) => ended + rows.length, 0);
  }

  collect(beforeMs: number): number {
    const [row] = this.#sql.exec<{ n: number }>(
      "SELECT count(*) AS n FROM letters WHERE state <> 'dead' AND ended_at_ms < ?",
      beforeMs,
    );
    this.#sql.exec("DELETE FROM letters WHERE state <> 'dead' AND ended_at_ms < ?", beforeMs);
    return row?.n ?? 0;
  }

  #row(id: string): LetterRow | null {
    const [row] = this.#sql.exec<LetterRow>(
      `SELECT generation, state, first_seen_ms AS firstSeenAtMs FROM letters WHERE id = ?`,
      id,
    );
    return row ?? null;
  }

  #save(id: string, letter: DeadLetter): void {
    const name = letter.kind === "intent" ? letter.intent : null;
    this.#sql.exec(
      SAVE_LETTER,
      id,
      letterGeneration(letter),
      letter.reason,
      name?.namespace ?? null,
      name === null ? null : keyHex(name.key),
      letter.firstSeenAtMs,
      letter.lastSeenAtMs,
      deadLetterSizeBytes(letter),
      JSON.stringify(letter),
    );
  }
}

const parseLetter = (body: string): DeadLetter => JSON.parse(body);

const toStored = (row: BodyRow): StoredLetter => ({
  id: row.id,
  letter: parseLetter(row.body),
  sizeBytes: row.size_bytes,
});
