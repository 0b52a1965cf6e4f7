import type { KeyAccess } from "../../shared/key-access.ts";
import type { LetterSelection } from "../../shared/letter-selection.ts";
import type { Pace } from "../timing/task-pace.ts";
import { replayableLetters } from "./letter-conditions.ts";
import { openLetterSchema } from "./letter-schema.ts";
import type {
  ItemOutcome,
  NewReplay,
  ReplayItem,
  ReplayStore,
  ReplayTask,
} from "./replay-store.ts";

const SNAPSHOT = (where: string) => `
  INSERT INTO replay_items (replay_id, position, letter_id, generation, attempted)
  SELECT ?, ? + row_number() OVER (ORDER BY last_seen_ms, id), id, generation, 0
  FROM letters WHERE ${where}`;

const NOTE_ATTEMPT = `
  UPDATE replay_items SET attempted = 1, generation = ? WHERE replay_id = ? AND position = ?`;

const COUNT: Readonly<Record<ItemOutcome, string>> = {
  enqueued: "UPDATE replays SET enqueued = enqueued + ? WHERE id = ?",
  skipped: "UPDATE replays SET skipped = skipped + ? WHERE id = ?",
};

type TaskRow = {
  id: string;
  rate_per_second: number;
  matched: number;
  skipped: number;
  enqueued: number;
  started_at_ms: number;
  finished_at_ms: number | null;
  cancelled_at_ms: number | null;
  due_ms: number | null;
  streak: number;
  not_before_ms: number;
};

type ItemRow = { position: number; letter_id: string; generation: number; attempted: number };

/** The replays in the SQLite of the Durable Object that holds the letters. */
export class SqlReplayStore implements ReplayStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    openLetterSchema(sql);
  }

  create(replay: NewReplay): void {
    this.#sql.exec(
      `INSERT INTO replays
        (id, rate_per_second, matched, skipped, enqueued, started_at_ms, streak, not_before_ms)
        VALUES (?, ?, 0, 0, 0, ?, 0, 0)`,
      replay.id,
      replay.ratePerSecond,
      replay.startedAtMs,
    );
  }

  snapshot(replayId: string, selection: LetterSelection, access: KeyAccess): void {
    const meant = replayableLetters(selection, access);
    const last = this.#lastPosition(replayId);
    this.#sql.exec(SNAPSHOT(meant.sql), replayId, last, ...meant.parameters);
    this.#sql.exec(
      "UPDATE replays SET matched = matched + ? WHERE id = ?",
      this.#lastPosition(replayId) - last,
      replayId,
    );
  }

  get(replayId: string): ReplayTask | null {
    return this.#task("SELECT * FROM replays WHERE id = ?", replayId);
  }

  active(): ReplayTask | null {
    return this.#task(
      "SELECT * FROM replays WHERE finished_at_ms IS NULL ORDER BY sequence LIMIT 1",
    );
  }

  items(replayId: string, limit: number): readonly ReplayItem[] {
    return this.#sql
      .exec<ItemRow>(
        `SELECT position, letter_id, generation, attempted FROM replay_items
          WHERE replay_id = ? ORDER BY position LIMIT ?`,
        replayId,
        limit,
      )
      .toArray()
      .map((row) => ({
        position: row.position,
        id: row.letter_id,
        generation: row.generation,
        isAttempted: row.attempted === 1,
      }));
  }

  noteAsked(replayId: string, items: readonly ReplayItem[]): void {
    this.#note(replayId, items, "attempted = 2 WHERE attempted = 0");
  }

  forgetAsked(replayId: string, items: readonly ReplayItem[]): void {
    this.#note(replayId, items, "attempted = 0 WHERE attempted = 2");
  }

  noteAttempts(replayId: string, items: readonly ReplayItem[]): void {
    for (const { generation, position } of items) {
      this.#sql.exec(NOTE_ATTEMPT, generation, replayId, position);
    }
  }

  settle(replayId: string, items: readonly ReplayItem[], outcome: ItemOutcome): void {
    for (const item of items) {
      this.#sql.exec(
        "DELETE FROM replay_items WHERE replay_id = ? AND position = ?",
        replayId,
        item.position,
      );
    }
    this.#sql.exec(COUNT[outcome], items.length, replayId);
  }

  postpone(replayId: string, items: readonly ReplayItem[]): void {
    let last = this.#lastPosition(replayId);
    for (const item of items) {
      last += 1;
      this.#sql.exec(
        "UPDATE replay_items SET position = ? WHERE replay_id = ? AND position = ?",
        last,
        replayId,
        item.position,
      );
    }
  }

  savePace(replayId: string, pace: Pace): void {
    this.#sql.exec(
      "UPDATE replays SET due_ms = ?, streak = ?, not_before_ms = ? WHERE id = ?",
      pace.dueAtMs,
      pace.streak,
      pace.notBeforeMs,
      replayId,
    );
  }

  cancel(replayId: string, nowMs: number): void {
    this.#sql.exec(
      "UPDATE replays SET cancelled_at_ms = ? WHERE id = ? AND cancelled_at_ms IS NULL",
      nowMs,
      replayId,
    );
  }

  dropUnattempted(replayId: string): void {
    this.#sql.exec("DELETE FROM replay_items WHERE replay_id = ? AND attempted = 0", replayId);
  }

  finish(replayId: string, nowMs: number): void {
    this.#sql.exec("UPDATE replays SET finished_at_ms = ? WHERE id = ?", nowMs, replayId);
  }

  collect(beforeMs: number): void {
    this.#sql.exec("DELETE FROM replays WHERE finished_at_ms < ?", beforeMs);
  }

  #task(query: string, ...parameters: readonly SqlStorageValue[]): ReplayTask | null {
    const [row] = this.#sql.exec<TaskRow>(query, ...parameters);
    return row === undefined ? null : toTask(row);
  }

  #note(replayId: string, items: readonly ReplayItem[], change: string): void {
    const statement = `UPDATE replay_items SET ${change} AND replay_id = ? AND position = ?`;
    for (const item of items) this.#sql.exec(statement, replayId, item.position);
  }

  #lastPosition(replayId: string): number {
    return this.#sql
      .exec<{ last: number }>(
        "SELECT coalesce(max(position), 0) AS last FROM replay_items WHERE replay_id = ?",
        replayId,
      )
      .one().last;
  }
}

const toTask = (row: TaskRow): ReplayTask => ({
  id: row.id,
  matched: row.matched,
  skipped: row.skipped,
  enqueued: row.enqueued,
  ratePerSecond: row.rate_per_second,
  startedAtMs: row.started_at_ms,
  finishedAtMs: row.finished_at_ms,
  cancelledAtMs: row.cancelled_at_ms,
  pace: { dueAtMs: row.due_ms, streak: row.streak, notBeforeMs: row.not_before_ms },
});
