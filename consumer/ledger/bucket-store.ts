import type { Period } from "../../shared/metrics/period.ts";

/**
 * Where a shard keeps its finished minutes. A row is written once, when its minute is over. Used
 * inside the transactions of the ledger's store.
 */
export interface BucketStore {
  /** A minute that is there already is replaced. */
  save(bucket: Period): void;
  /** The minutes from `fromMinute` on and before `untilMinute`, in order. */
  between(fromMinute: number, untilMinute: number): readonly Period[];
  /** Returns how many it deleted. */
  deleteBefore(minute: number): number;
}
