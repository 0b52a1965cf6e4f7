import { describe, expect, it } from "vitest";
import {
  askAgainMs,
  beginRecall,
  emptyBook,
  endRecall,
  handOut,
  levelOfBook,
  reserveOf,
  unspentShards,
} from "../../../shared/gate/budget-book.ts";
import { fc } from "../../support/property.ts";

const DAY = 20_000;
const NOON_MS = DAY * 86_400_000 + 43_200_000;
const NONE = { normal: 0, reserve: 0 };
const terms = (budget: number, shards: number, nowMs = NOON_MS) => ({ budget, shards, nowMs });
const ask = (normal = 0, reserve = 0, wantsReserve = false) => ({
  day: DAY,
  used: { normal, reserve },
  wantsReserve,
});

describe("the book of a budget", () => {
  it("keeps a twentieth in reserve, at least one, and nothing of a budget of one", () => {
    expect([1, 2, 19, 30, 50, 1_000].map(reserveOf)).toEqual([0, 1, 1, 1, 2, 50]);
  });

  it("hands out half of an equal share of what is left, so that portions shrink", () => {
    const first = handOut(emptyBook, 0, ask(), terms(1_000, 8));
    expect(first.offer).toEqual({ day: DAY, serial: 1, normal: 59, reserve: 0 });
    const second = handOut(first.book, 1, ask(), terms(1_000, 8));
    expect(second.offer.normal).toBe(55);
    const more = handOut(second.book, 0, ask(50), terms(1_000, 8));
    expect(more.offer.normal).toBe(50 + Math.floor((950 - 59 - 55) / 16));
  });

  it("hands out one of the reserve to who asks for it, and not more than there is", () => {
    const first = handOut(emptyBook, 0, ask(0, 0, true), terms(30, 8));
    expect(first.offer.reserve).toBe(1);
    expect(handOut(first.book, 1, ask(0, 0, true), terms(30, 8)).offer.reserve).toBe(0);
  });

  it("hands out a tenth in the first five minutes of a day", () => {
    const midnightMs = DAY * 86_400_000;
    let { book, offer } = handOut(emptyBook, 0, ask(), terms(50, 1, midnightMs));
    for (let turn = 0; turn < 20; turn++) {
      ({ book, offer } = handOut(book, 0, ask(offer.normal), terms(50, 1, midnightMs + 299_999)));
    }
    expect(offer.normal).toBe(5);
    expect(askAgainMs(book, midnightMs + 200_000)).toBe(100_000);
    const later = handOut(book, 0, ask(5), terms(50, 1, midnightMs + 300_000));
    expect(later.offer.normal).toBeGreaterThan(5);
  });

  it("begins a new day with an empty book and serials that go on", () => {
    const { book } = handOut(emptyBook, 0, ask(), terms(10, 1));
    const next = handOut(book, 0, ask(5), terms(10, 1, NOON_MS + 86_400_000));
    expect(next.offer).toMatchObject({ day: DAY + 1, serial: 2 });
    expect(next.book.shares[0]?.used).toEqual(NONE);
  });

  it("has again what a shard hands in, unless the shard was given something since", () => {
    const first = handOut(emptyBook, 0, ask(), terms(30, 1));
    const begun = beginRecall(first.book, 0);
    const recall = { day: DAY, serial: begun.serial, used: { normal: 2, reserve: 0 } };
    expect(unspentShards(begun.book, 1)).toEqual([0]);
    const ended = endRecall(begun.book, 0, recall);
    expect(ended.shares[0]?.allowed).toEqual({ normal: 2, reserve: 0 });
    expect(unspentShards(ended, 1)).toEqual([]);
    const given = handOut(begun.book, 0, ask(2), terms(30, 1));
    expect(endRecall(given.book, 0, recall)).toBe(given.book);
    expect(endRecall(begun.book, 0, { ...recall, day: DAY - 1 })).toBe(begun.book);
  });

  it("says how much is spent, and that all is when nothing can be handed out any more", () => {
    const { book } = handOut(emptyBook, 0, ask(), terms(10, 1));
    expect(levelOfBook(book, 10)).toBe(0);
    const spent = { ...book, shares: { 0: { ...share(8) } } };
    expect(levelOfBook(spent, 10)).toBe(80);
    expect(levelOfBook({ ...book, shares: { 0: { ...share(9) } } }, 10)).toBe(100);
  });

  it("never hands out more than the budget, whoever asks and hands in", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.tuple(fc.nat(3), fc.boolean(), fc.nat(4), fc.boolean()), { maxLength: 80 }),
        (budget, steps) => {
          let book = emptyBook;
          for (const [shard, isRecall, used, wantsReserve] of steps) {
            const allowed = book.shares[shard]?.allowed ?? NONE;
            const spent = { normal: Math.min(used, allowed.normal), reserve: allowed.reserve };
            if (isRecall) {
              const begun = beginRecall(book, shard);
              const recall = { day: book.day, serial: begun.serial, used: spent };
              book = endRecall(begun.book, shard, recall);
            } else {
              const asked = { day: DAY, used: spent, wantsReserve };
              book = handOut(book, shard, asked, terms(budget, 4)).book;
            }
            const shares = Object.values(book.shares);
            const normal = shares.reduce((sum, one) => sum + one.allowed.normal, 0);
            const reserve = shares.reduce((sum, one) => sum + one.allowed.reserve, 0);
            expect(normal).toBeLessThanOrEqual(budget - reserveOf(budget));
            expect(reserve).toBeLessThanOrEqual(reserveOf(budget));
          }
        },
      ),
    );
  });
});

const share = (normal: number) => ({
  serial: 1,
  allowed: { normal, reserve: 0 },
  used: { normal, reserve: 0 },
});
