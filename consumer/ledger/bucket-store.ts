import type { Period } from "../../shared/metrics/period.ts";

/**
 * Where a shard keeps its finished minutes. A row is written once, when its minute is over. Used
 * inside the transactions of the ledger's store.
 */
export interface BucketStore {
  /** A minute that is there already is replaced. */
  save(bucket: Period): void;
  /** The minutes from `from` on and before `until`, in order. */
  between(from: number, until: number): readonly Period[];
  /** Deletes the minutes before `before`; returns how many. */
  deleteBefore(before: number): number;
}
