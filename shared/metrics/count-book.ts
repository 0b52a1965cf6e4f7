import { type Counts, NO_COUNTS, sumCounts } from "./counts.ts";
import { countIn, dayOf, minuteOf, NO_PERIOD, type Period } from "./period.ts";

/**
 * What a shard has counted: since it was made, in the open minute and in the open UTC day. It lives in
 * the row that changes with every count anyway; a minute that is over becomes a row of its own, once.
 */
export type CountBook = {
  readonly totals: Counts;
  readonly minute: Period;
  readonly day: Period;
};

export const EMPTY_BOOK: CountBook = { totals: NO_COUNTS, minute: NO_PERIOD, day: NO_PERIOD };

type Booked = { readonly book: CountBook; readonly finishedMinute: Period | null };

export function bookCounts(book: CountBook, counts: Counts, nowMs: number): Booked {
  const minute = countIn(book.minute, minuteOf(nowMs), counts);
  const day = countIn(book.day, dayOf(nowMs), counts);
  const totals = sumCounts([book.totals, counts]);
  return { book: { totals, minute: minute.open, day: day.open }, finishedMinute: minute.finished };
}

/** What was counted on the UTC day of `nowMs`. */
export const countsToday = ({ day }: CountBook, nowMs: number): Counts =>
  day.index === dayOf(nowMs) ? day.counts : NO_COUNTS;
