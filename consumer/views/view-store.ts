import { initialVersionClock, type VersionClock } from "../../shared/version.ts";
import type { LeftOutReason } from "../../shared/views/sort-value.ts";
import type { ViewEntry } from "../../shared/views/view-entry.ts";
import { initialWriting, type Writing } from "../../shared/views/writing.ts";

/**
 * Where a view keeps its entries. Synchronous, since SQLite in a Durable Object is; no rules live
 * here. `test/contract/view-store.contract.ts` says what an implementation has to do. Keys are
 * ordered by their bytes of UTF-8, as KV lists them.
 */
export interface ViewStore {
  /** All or nothing: when `run` throws, nothing of it is stored. */
  transaction<T>(run: () => T): T;

  entry(key: string): ViewEntry | null;
  putEntry(entry: ViewEntry): void;
  /** All entries with `afterKey` < key ≤ `throughKey`, by key; null is no bound. */
  entriesBetween(afterKey: string | null, throughKey: string | null): readonly ViewEntry[];
  /** Shown and trimmed entries, newest first: by their sort value, then by key, both descending. */
  newest(limit: number): readonly ViewEntry[];
  /** Drops the values of shown entries after the newest `kept` ones. */
  trimAfter(kept: number): void;
  wanted(nowMs: number, limit: number): readonly ViewEntry[];
  earliestWantedMs(): number | null;
  /** Entries whose value has ended. */
  ended(nowMs: number, limit: number): readonly ViewEntry[];
  earliestEndMs(): number | null;
  /** Forgets what is gone since before `beforeMs`. */
  collectGone(beforeMs: number): void;
  count(): ViewCount;
  deleteEntries(): void;

  load(): ViewRow;
  save(row: ViewRow): void;
}

export type ViewCount = {
  /** Shown and trimmed. */
  readonly entries: number;
  readonly wanted: number;
  readonly leftOut: Readonly<Record<LeftOutReason, number>>;
};

/** What a view knows beside its entries. */
export type ViewRow = {
  /** In the setting VIEWS; null before the first call. */
  readonly name: string | null;
  /** The definition that its entries and its document were made by; another one makes them anew. */
  readonly madeBy: { readonly entries: string; readonly document: string } | null;
  readonly clock: VersionClock;
  /** Of the versions that this view stamps; null before the first. */
  readonly node: number | null;
  readonly writing: Writing;
  readonly rebuild: Rebuild | null;
  readonly rebuiltAtMs: number | null;
};

/** How far a comparison with KV is. */
export type Rebuild = {
  readonly startedAtMs: number;
  readonly cursor: string | null;
  /** The last key that was listed; null before the first. */
  readonly afterKey: string | null;
  /** All are listed; what was found missing is still to be read. */
  readonly isListed: boolean;
};

export const EMPTY_VIEW: ViewRow = {
  name: null,
  madeBy: null,
  clock: initialVersionClock,
  node: null,
  writing: initialWriting,
  rebuild: null,
  rebuiltAtMs: null,
};
