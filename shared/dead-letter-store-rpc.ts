import type { AuditPage, AuditQuery, Responsible } from "./audit.ts";
import type { DeadLetter } from "./dead-letter.ts";
import type { FailureReason } from "./failure.ts";
import type { KeyAccess } from "./key-access.ts";
import type { LetterFilter, LetterSelection } from "./letter-selection.ts";
import type { ReplayState } from "./replay-state.ts";
import type { Result } from "./result.ts";

/** The store is one Durable Object of this name. */
export const DEAD_LETTER_STORE_NAME = "dead-letters";

export type StoredLetter = {
  readonly id: string;
  readonly letter: DeadLetter;
  readonly sizeBytes: number;
};

/** Newest first by when they were last seen. A page of large letters is shorter than its limit. */
export type LetterPage = {
  readonly letters: readonly StoredLetter[];
  /** All that match the filter, not only this page. */
  readonly total: number;
  readonly cursor: string | null;
};

export type LetterQuery = {
  readonly filter: LetterFilter;
  readonly access: KeyAccess;
  readonly limit: number;
  readonly cursor: string | null;
};

/** The cursor is none that a page gave out. */
export type CursorInvalid = { readonly kind: "cursor-invalid"; readonly detail: string };

export type ReplayRequest = {
  readonly selection: LetterSelection;
  readonly access: KeyAccess;
  readonly ratePerSecond: number;
};

/**
 * A replay as a task. `matched` = what the selection meant when it began; each of them ends enqueued
 * or skipped (a newer write exists, or it is no dead letter any more), or stays in the store when the
 * replay is cancelled before its turn. Unreadable ones stay.
 */
export type Replay = {
  readonly id: string;
  readonly state: ReplayState;
  readonly matched: number;
  readonly skipped: number;
  readonly enqueued: number;
  readonly ratePerSecond: number;
  readonly startedAtMs: number;
  readonly finishedAtMs: number | null;
};

/** There is one replay at a time. */
export type ReplayBusy = { readonly kind: "replay-busy"; readonly running: string };

export type CancelRefusal =
  | { readonly kind: "replay-unknown" }
  /** It may send letters that the caller may not name. */
  | { readonly kind: "replay-forbidden" };

export type DiscardRequest = {
  readonly selection: LetterSelection;
  readonly access: KeyAccess;
  /** How many letters the caller means; another count discards nothing. */
  readonly expected: number;
};

export type DiscardCount = { readonly matched: number; readonly discarded: number };

export type CountMismatch = { readonly kind: "count-mismatch"; readonly matched: number };

/** The letters of one reason. Times are those of the first and the last death among them. */
export type ReasonCount = {
  readonly reason: FailureReason;
  readonly letters: number;
  readonly oldestAtMs: number;
  readonly newestAtMs: number;
};

export type ReplayCount = Pick<Replay, "matched" | "skipped" | "enqueued">;

/** What the producer asks of the store. A letter outside `access` does not exist for the caller. */
export interface DeadLetterStoreRpc {
  /** Idempotent by id and generation: a letter that was replayed or discarded does not come back. */
  put(letters: readonly DeadLetter[]): Promise<void>;
  list(query: LetterQuery): Promise<Result<LetterPage, CursorInvalid>>;
  get(id: string, access: KeyAccess): Promise<StoredLetter | null>;
  /** By reason, the most frequent first. */
  summary(filter: LetterFilter, access: KeyAccess): Promise<readonly ReasonCount[]>;
  /** False when there is no such letter. */
  discard(id: string, access: KeyAccess, who: Responsible): Promise<boolean>;
  /** All that the selection means, unreadable ones too, or none. */
  discardMany(
    request: DiscardRequest,
    who: Responsible,
  ): Promise<Result<DiscardCount, CountMismatch>>;
  countReplay(request: ReplayRequest): Promise<ReplayCount>;
  startReplay(request: ReplayRequest, who: Responsible): Promise<Result<Replay, ReplayBusy>>;
  replay(id: string): Promise<Replay | null>;
  /** Idempotent; one that has ended stays as it is. Resolves when nothing more is being sent. */
  cancelReplay(
    id: string,
    access: KeyAccess,
    who: Responsible,
  ): Promise<Result<Replay, CancelRefusal>>;
  /** What operators did, newest first. */
  audit(query: AuditQuery): Promise<AuditPage>;
  /** Letters in the store now. */
  count(): Promise<number>;
  /** For the daily sweep: forgets what ended more than RETENTION_DAYS ago; resolves to how many letters. */
  collect(): Promise<number>;
}
