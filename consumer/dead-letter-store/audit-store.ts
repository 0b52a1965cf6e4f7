import type { AuditAction, AuditSelection, DiscardState, Responsible } from "../../shared/audit.ts";
import type { KeyAccess } from "../../shared/key-access.ts";

/**
 * What operators did, beside the letters and as atomic as they are (see letter-store.ts).
 * `test/contract/audit-store.contract.ts` says what an implementation has to do.
 */
export interface AuditStore {
  /** Returns the row's number; later rows have higher ones. */
  add(row: NewAuditRow): number;
  /** Counts letters that a running discard has ended. */
  countDiscarded(sequence: number, letters: number): void;
  /** Ends a discard. */
  finish(sequence: number, outcome: DiscardState, nowMs: number): void;
  /** Ends the discards that run on paper only, since the object has started anew. */
  interrupt(nowMs: number): void;
  /** Newest first, from before the number, or from the newest. */
  rows(beforeSequence: number | null, limit: number): readonly AuditRow[];
  /** The row of a replay's start; null when that was not noted. */
  startOf(replayId: string): AuditRow | null;
  /** Deletes rows of actions that began before `beforeMs`. */
  collect(beforeMs: number): void;
}

export type NewAuditRow = Responsible & {
  readonly action: AuditAction;
  readonly selection: AuditSelection;
  /** The keys that it could touch: who may not name all of them does not see the row. */
  readonly reach: KeyAccess;
  /** The replay that it started or cancelled; its counts and end are read there. */
  readonly replayId: string | null;
  readonly matched: number;
  readonly discarded: number;
  readonly outcome: DiscardState;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
};

export type AuditRow = NewAuditRow & { readonly sequence: number };
