import type { AuditAction, AuditSelection, DiscardState } from "../../shared/audit.ts";
import type { KeyAccess } from "../../shared/key-access.ts";
import type { AuditRow, AuditStore, NewAuditRow } from "./audit-store.ts";
import { openLetterSchema } from "./letter-schema.ts";

type Row = {
  sequence: number;
  action: AuditAction;
  token_id: string;
  note: string | null;
  selection: string;
  reach: string;
  replay_id: string | null;
  matched: number;
  discarded: number;
  outcome: DiscardState;
  started_at_ms: number;
  ended_at_ms: number | null;
};

/** The audit rows in the SQLite of the Durable Object that holds the letters. */
export class SqlAuditStore implements AuditStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    openLetterSchema(sql);
  }

  add(row: NewAuditRow): number {
    return this.#sql
      .exec<{ sequence: number }>(
        `INSERT INTO audit
          (action, token_id, note, selection, reach, replay_id, matched, discarded, outcome, started_at_ms, ended_at_ms)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING sequence`,
        row.action,
        row.tokenId,
        row.note,
        JSON.stringify(row.selection),
        JSON.stringify(row.reach),
        row.replayId,
        row.matched,
        row.discarded,
        row.outcome,
        row.startedAtMs,
        row.endedAtMs,
      )
      .one().sequence;
  }

  countDiscarded(sequence: number, letters: number): void {
    this.#sql.exec(
      "UPDATE audit SET discarded = discarded + ? WHERE sequence = ?",
      letters,
      sequence,
    );
  }

  finish(sequence: number, outcome: DiscardState, nowMs: number): void {
    this.#sql.exec(
      "UPDATE audit SET outcome = ?, ended_at_ms = ? WHERE sequence = ?",
      outcome,
      nowMs,
      sequence,
    );
  }

  interrupt(nowMs: number): void {
    this.#sql.exec(
      `UPDATE audit SET outcome = 'interrupted', ended_at_ms = ?
        WHERE action = 'discard' AND outcome = 'running'`,
      nowMs,
    );
  }

  rows(beforeSequence: number | null, limit: number): readonly AuditRow[] {
    return this.#sql
      .exec<Row>(
        "SELECT * FROM audit WHERE sequence < ? ORDER BY sequence DESC LIMIT ?",
        beforeSequence ?? Number.MAX_SAFE_INTEGER,
        limit,
      )
      .toArray()
      .map(toAuditRow);
  }

  startOf(replayId: string): AuditRow | null {
    const [row] = this.#sql.exec<Row>(
      "SELECT * FROM audit WHERE action = 'replay' AND replay_id = ?",
      replayId,
    );
    return row === undefined ? null : toAuditRow(row);
  }

  collect(beforeMs: number): void {
    this.#sql.exec("DELETE FROM audit WHERE started_at_ms < ?", beforeMs);
  }
}

const parseReach = (text: string): KeyAccess => JSON.parse(text);
const parseSelection = (text: string): AuditSelection => JSON.parse(text);

const toAuditRow = (row: Row): AuditRow => ({
  sequence: row.sequence,
  action: row.action,
  tokenId: row.token_id,
  note: row.note,
  selection: parseSelection(row.selection),
  reach: parseReach(row.reach),
  replayId: row.replay_id,
  matched: row.matched,
  discarded: row.discarded,
  outcome: row.outcome,
  startedAtMs: row.started_at_ms,
  endedAtMs: row.ended_at_ms,
});
