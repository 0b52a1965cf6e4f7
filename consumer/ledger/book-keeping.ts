import type { Tally } from "../../shared/ledger/tally.ts";
import { bookCounts } from "../../shared/metrics/count-book.ts";
import { type Counts, count, type OpenCounts, sumCounts } from "../../shared/metrics/counts.ts";
import { BUCKET_DAYS, MINUTES_PER_DAY, minuteOf } from "../../shared/metrics/period.ts";
import type { LedgerStore, ShardRow } from "./ledger-store.ts";

/** The row with these counts in its book; a minute that this one finishes becomes a row of its own. */
export function withCounts(
  store: LedgerStore,
  row: ShardRow,
  counts: Counts,
  nowMs: number,
): ShardRow {
  const { book, finishedMinute } = bookCounts(row.book, counts, nowMs);
  if (finishedMinute !== null) store.buckets.save(finishedMinute);
  return { ...row, book };
}

/** What a transaction has counted: its moves, and the counters of its tally that only grow. */
export function countsOf(tally: Tally, counts: Counts): Counts {
  const growing: OpenCounts = {};
  for (const name of ["accepted", "unchanged", "late", "repaired"] as const) {
    count(growing, name, tally[name]);
  }
  return sumCounts([counts, growing]);
}

/** For the daily sweep: the minutes that are older than a week. */
export const forgetOldMinutes = (store: LedgerStore, nowMs: number): number =>
  store.transaction(() =>
    store.buckets.deleteBefore(minuteOf(nowMs) - BUCKET_DAYS * MINUTES_PER_DAY),
  );
