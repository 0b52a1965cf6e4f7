import type { DeadLetter } from "../../shared/dead-letter.ts";
import type { ReasonCount, StoredLetter } from "../../shared/dead-letter-store-rpc.ts";
import type { KeyName } from "../../shared/key.ts";
import type { KeyAccess } from "../../shared/key-access.ts";
import type { LetterFilter, LetterSelection } from "../../shared/letter-selection.ts";

/**
 * Where dead letters lie. Synchronous, since SQLite in a Durable Object is: what one turn of the
 * event loop writes is stored together or not at all
 * (https://developers.cloudflare.com/durable-objects/api/sqlite-storage-api/).
 * A letter that ended leaves a tombstone without a body, so that a late copy does not bring it back.
 * `test/contract/letter-store.contract.ts` says what an implementation has to do.
 */
export interface LetterStore {
  /** Stores each letter as `letter-rule.ts` says. */
  put(letters: readonly DeadLetter[]): void;
  /** Newest first. Holds at least one letter, if any is left, whatever `maxBytes` says. */
  slice(query: SliceQuery): LetterSlice;
  count(filter: LetterFilter, access: KeyAccess): number;
  /** Null when it never came or has ended. */
  get(id: string): StoredLetter | null;
  /** Letters of the selection that could be sent again, by id, after `afterId`. */
  replayable(query: ReplayableQuery): readonly ReplayableLetter[];
  /** All letters that the selection means now, unreadable ones too: with or without a key. */
  selected(selection: LetterSelection, access: KeyAccess, pieceLetters: number): SelectedLetters;
  /** By reason, the most frequent first. */
  summary(filter: LetterFilter, access: KeyAccess): readonly ReasonCount[];
  /** Leaves alone what has ended already or died again since; returns how many ended. */
  end(letters: readonly EndedLetter[], state: LetterEnd, nowMs: number): number;
  /** Deletes the tombstones of letters that ended before `beforeMs`; returns how many. */
  collect(beforeMs: number): number;
}

/** One death of a letter's version: it may die again once it was replayed. */
export type LetterRef = { readonly id: string; readonly generation: number };

/**
 * `lastGeneration` is the newest death that ended with the letter: the ledger may know of one whose
 * letter is still on its way here, or has arrived since it was asked.
 */
export type EndedLetter = LetterRef & { readonly lastGeneration: number };

export type LetterEnd = "replayed" | "discarded" | "superseded";

/** The place of a letter in the order of a list. */
export type LetterPosition = { readonly lastSeenAtMs: number; readonly id: string };

export type SliceQuery = {
  readonly filter: LetterFilter;
  readonly access: KeyAccess;
  /** The last letter of the slice before this one. */
  readonly after: LetterPosition | null;
  readonly limit: number;
  readonly maxBytes: number;
};

export type LetterSlice = {
  readonly letters: readonly StoredLetter[];
  readonly hasMore: boolean;
};

export type ReplayableQuery = {
  readonly selection: LetterSelection;
  readonly access: KeyAccess;
  readonly afterId: string;
  readonly limit: number;
};

export type ReplayableLetter = LetterRef & KeyName;

/** `name` is null for a message that could not be read. */
export type SelectedLetter = LetterRef & { readonly name: KeyName | null };

/**
 * Letters that may be too many for the memory of an object: each piece is read when it is asked for, and
 * leaves out what has ended or died again since they were counted. What came since is in none.
 */
export type SelectedLetters = {
  readonly count: number;
  /** In no order; to be gone through once. */
  readonly pieces: Iterable<readonly SelectedLetter[]>;
};
