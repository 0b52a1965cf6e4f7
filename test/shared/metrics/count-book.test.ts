import { describe, expect, it } from "vitest";
import {
  bookCounts,
  type CountBook,
  countsToday,
  EMPTY_BOOK,
} from "../../../shared/metrics/count-book.ts";
import { type Counts, sumCounts } from "../../../shared/metrics/counts.ts";
import { dayOf, minuteOf, type Period } from "../../../shared/metrics/period.ts";
import { fc } from "../../support/property.ts";
import { NOW_MS } from "../../support/versions.ts";

const MINUTE_MS = 60_000;
const ONE: Counts = { accepted: 1 };

function bookAll(changes: readonly { readonly atMs: number; readonly counts: Counts }[]) {
  let book: CountBook = EMPTY_BOOK;
  const finished: Period[] = [];
  for (const { atMs, counts } of changes) {
    const booked = bookCounts(book, counts, atMs);
    book = booked.book;
    if (booked.finishedMinute !== null) finished.push(booked.finishedMinute);
  }
  return { book, finished };
}

describe("the book of a shard", () => {
  it("collects a minute and finishes it with the first count of a later one", () => {
    const { book, finished } = bookAll([
      { atMs: NOW_MS, counts: ONE },
      { atMs: NOW_MS + 59_999, counts: { accepted: 2, dead: 1 } },
      { atMs: NOW_MS + MINUTE_MS, counts: ONE },
    ]);
    expect(finished).toEqual([{ index: minuteOf(NOW_MS), counts: { accepted: 3, dead: 1 } }]);
    expect(book.minute).toEqual({ index: minuteOf(NOW_MS) + 1, counts: ONE });
    expect(book.totals).toEqual({ accepted: 4, dead: 1 });
  });

  it("goes on in the open minute when the clock has gone back", () => {
    const { book, finished } = bookAll([
      { atMs: NOW_MS, counts: ONE },
      { atMs: NOW_MS - 10 * MINUTE_MS, counts: ONE },
    ]);
    expect(finished).toEqual([]);
    expect(book.minute).toEqual({ index: minuteOf(NOW_MS), counts: { accepted: 2 } });
  });

  it("begins a new day at 00:00 UTC", () => {
    const midnightMs = (dayOf(NOW_MS) + 1) * 86_400_000;
    const { book } = bookAll([
      { atMs: midnightMs - 1, counts: { accepted: 5 } },
      { atMs: midnightMs, counts: ONE },
    ]);
    expect(countsToday(book, midnightMs)).toEqual(ONE);
    expect(countsToday(book, midnightMs + 86_400_000)).toEqual({});
  });

  it("loses and doubles nothing, whatever the clock does", () => {
    const change = fc.record({
      atMs: fc.integer({ min: NOW_MS, max: NOW_MS + 400 * MINUTE_MS }),
      counts: fc.record({ accepted: fc.nat(9), "kv-put-applied": fc.nat(9) }),
    });
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const { book, finished } = bookAll(changes);
        const minutes = [...finished, book.minute];
        const truth = sumCounts(changes.map(({ counts }) => counts));
        expect(sumCounts(minutes.map(({ counts }) => counts))).toEqual(truth);
        expect(book.totals).toEqual(truth);
        const indexes = finished.map(({ index }) => index);
        expect(new Set(indexes).size).toBe(indexes.length);
      }),
    );
  });
});
