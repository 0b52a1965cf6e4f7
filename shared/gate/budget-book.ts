import type { Offer, Used } from "./budget-portion.ts";
import { type Level, levelOf } from "./coalescing-window.ts";
import { dayStartMs, utcDay } from "./utc-day.ts";

/** What the gate has handed out to one shard, and what it knows to be used of that. */
export type Share = { readonly serial: number; readonly allowed: Used; readonly used: Used };

/** One operation's budget on one day of the gate's clock. */
export type BudgetBook = {
  readonly day: number;
  readonly serial: number;
  readonly shares: Readonly<Record<string, Share>>;
};

export const emptyBook: BudgetBook = { day: -1, serial: 0, shares: {} };

/** What a shard reports when it asks. */
export type BudgetAsk = {
  readonly day: number;
  readonly used: Used;
  /** An immediate write or a repair waits for the reserve. */
  readonly wantsReserve: boolean;
};

type Terms = { readonly budget: number; readonly shards: number; readonly nowMs: number };

const NONE: Used = { normal: 0, reserve: 0 };
const RESERVE_PERCENT = 5;
/** After midnight the writes that have waited leave paced: so much at the most, for so long. */
const MORNING_PERCENT = 10;
const MORNING_MS = 300_000;

/** Kept back for immediate writes and repairs; a budget of 1 has nothing to keep back. */
export const reserveOf = (budget: number): number =>
  budget === 1 ? 0 : Math.max(1, Math.floor((budget * RESERVE_PERCENT) / 100));

/** A new day begins with an empty book; serials go on, so that an old word stays old. */
export const bookOf = (book: BudgetBook, day: number): BudgetBook =>
  book.day === day ? book : { day, serial: book.serial, shares: {} };

/**
 * Hands a shard its portion: of what is left, half of an equal share, at least one. So portions
 * shrink with the budget and no shard can take it all.
 */
export function handOut(
  before: BudgetBook,
  shard: number,
  ask: BudgetAsk,
  terms: Terms,
): { readonly book: BudgetBook; readonly offer: Offer } {
  const book = bookOf(before, utcDay(terms.nowMs));
  const share = shareOf(book, shard);
  const used = ask.day === book.day ? ask.used : share.used;
  const pool = normalPool(book, terms);
  const portion = Math.max(1, Math.floor(pool / (2 * terms.shards)));
  const has = share.allowed.normal - used.normal;
  const wanted = ask.wantsReserve && share.allowed.reserve <= used.reserve ? 1 : 0;
  const allowed = {
    normal: share.allowed.normal + Math.min(pool, Math.max(0, portion - has)),
    reserve: share.allowed.reserve + Math.min(reservePool(book, terms.budget), wanted),
  };
  const serial = book.serial + 1;
  return {
    book: put(book, shard, { serial, allowed, used }),
    offer: { day: book.day, serial, ...allowed },
  };
}

/** Shards other than `shard` that may have something left of what they were given. */
export const unspentShards = (book: BudgetBook, shard: number): readonly number[] =>
  Object.entries(book.shares)
    .filter(([, { allowed, used }]) => total(allowed) > total(used))
    .map(([name]) => Number(name))
    .filter((other) => other !== shard);

/** Before a shard is asked to hand in: whatever was on its way to it counts no more. */
export function beginRecall(
  book: BudgetBook,
  shard: number,
): { readonly book: BudgetBook; readonly serial: number } {
  const serial = book.serial + 1;
  return { book: put(book, shard, { ...shareOf(book, shard), serial }), serial };
}

/** What a shard has handed in is free again, unless it was given something since. */
export function endRecall(
  book: BudgetBook,
  shard: number,
  recall: { readonly day: number; readonly serial: number; readonly used: Used },
): BudgetBook {
  if (book.day !== recall.day || shareOf(book, shard).serial !== recall.serial) return book;
  return put(book, shard, { serial: recall.serial, allowed: recall.used, used: recall.used });
}

/** Whether a share asked for today has got nothing of a pool that is empty. */
export function isDry(book: BudgetBook, budget: number, ask: BudgetAsk): boolean {
  const isNormalDry = normalLeft(book, budget) <= 0;
  return isNormalDry && (!ask.wantsReserve || reservePool(book, budget) <= 0);
}

export function levelOfBook(book: BudgetBook, budget: number): Level {
  const used = Object.values(book.shares).reduce((sum, share) => sum + total(share.used), 0);
  const isAllUsed = Object.values(book.shares).every(
    ({ allowed, used }) => allowed.normal <= used.normal,
  );
  return normalLeft(book, budget) <= 0 && isAllUsed ? 100 : levelOf(used, budget);
}

function normalPool(book: BudgetBook, { budget, nowMs }: Terms): number {
  const handed = sumOf(book, "normal");
  const isMorning = nowMs < dayStartMs(book.day) + MORNING_MS;
  const morning = Math.max(1, Math.floor((budget * MORNING_PERCENT) / 100));
  const ceiling = isMorning ? Math.min(morning, budget - reserveOf(budget)) : Infinity;
  return Math.max(0, Math.min(normalLeft(book, budget), ceiling - handed));
}

const normalLeft = (book: BudgetBook, budget: number): number =>
  budget - reserveOf(budget) - sumOf(book, "normal");

const reservePool = (book: BudgetBook, budget: number): number =>
  Math.max(0, reserveOf(budget) - sumOf(book, "reserve"));

const sumOf = (book: BudgetBook, purse: keyof Used): number =>
  Object.values(book.shares).reduce((sum, { allowed }) => sum + allowed[purse], 0);

const total = (used: Used): number => used.normal + used.reserve;

const shareOf = (book: BudgetBook, shard: number): Share =>
  book.shares[shard] ?? { serial: 0, allowed: NONE, used: NONE };

const put = (book: BudgetBook, shard: number, share: Share): BudgetBook => ({
  ...book,
  serial: Math.max(book.serial, share.serial),
  shares: { ...book.shares, [shard]: share },
});

/** When a shard that got nothing may ask again. */
export function askAgainMs(book: BudgetBook, nowMs: number): number {
  const morningEndsMs = dayStartMs(book.day) + MORNING_MS;
  return nowMs < morningEndsMs ? morningEndsMs - nowMs : DRY_RETRY_MS;
}

/** What was charged and never written is given back now and then. */
const DRY_RETRY_MS = 600_000;
