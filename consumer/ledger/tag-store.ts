import type { Tag } from "../../shared/tags.ts";

/**
 * The index from tags to the keys of a shard that carry them. Part of the ledger store: its rows
 * change in the transactions of that.
 */
export interface TagStore {
  add(id: string, tags: readonly Tag[]): void;
  remove(id: string, tags: readonly Tag[]): void;
  /** Keys that carry the tag, in an order of their own that never changes, after `afterId`. */
  keys(tag: Tag, afterId: string, limit: number): readonly string[];
  /** All rows, in the order of tag and key, after one of them: for the daily sweep. */
  rows(after: TagRow, limit: number): readonly TagRow[];
}

export type TagRow = { readonly tag: Tag; readonly id: string };
