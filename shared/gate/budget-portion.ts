/** `reserve` is for immediate writes and repairs, once the rest is spent. */
export type Purse = "normal" | "reserve";

/** What a grant has taken of the day's budgets; given back when its write never starts. */
export type Charge = {
  readonly day: number;
  readonly items: readonly { readonly operation: "put" | "delete"; readonly purse: Purse }[];
};

/** Totals of one day; `used` never exceeds `allowed`. */
export type Allowance = { readonly allowed: number; readonly used: number };

/** What one shard may spend of one operation's budget on one day. */
export type Portion = {
  readonly day: number;
  /** Of the newest word of the gate about it: an older one that comes late is ignored. */
  readonly serial: number;
  /** Room that the last word of the gate left: when little of it is left, the shard asks again. */
  readonly filledTo: number;
  readonly normal: Allowance;
  readonly reserve: Allowance;
};

const NOTHING: Allowance = { allowed: 0, used: 0 };

export const noPortion: Portion = {
  day: -1,
  serial: 0,
  filledTo: 0,
  normal: NOTHING,
  reserve: NOTHING,
};

/** What the gate allows a shard: totals of the day, so that a word that got lost does no harm. */
export type Offer = {
  readonly day: number;
  readonly serial: number;
  readonly normal: number;
  readonly reserve: number;
};

export type Used = { readonly normal: number; readonly reserve: number };

/** What is left of a portion; of another day's nothing is. */
export function roomOf(portion: Portion, day: number): Used {
  if (portion.day !== day) return { normal: 0, reserve: 0 };
  return { normal: left(portion.normal), reserve: left(portion.reserve) };
}

const left = ({ allowed, used }: Allowance): number => Math.max(0, allowed - used);

/** A quarter is left, or nothing: time to ask for more while there is something to go on with. */
export const isLow = (portion: Portion): boolean => left(portion.normal) * 4 <= portion.filledTo;

export function spend(portion: Portion, purse: Purse): Portion {
  return { ...portion, [purse]: { ...portion[purse], used: portion[purse].used + 1 } };
}

/** Takes back what was charged for a write that never started, unless its day is over. */
export function giveBack(portion: Portion, day: number, purse: Purse): Portion {
  if (portion.day !== day || portion[purse].used === 0) return portion;
  return { ...portion, [purse]: { ...portion[purse], used: portion[purse].used - 1 } };
}

/** The portion after an answer of the gate; a new day begins with nothing used. */
export function takeOffer(portion: Portion, offer: Offer): Portion {
  if (offer.serial <= portion.serial || offer.day < portion.day) return portion;
  const used = offer.day === portion.day ? usedOf(portion) : { normal: 0, reserve: 0 };
  return {
    day: offer.day,
    serial: offer.serial,
    filledTo: Math.max(0, offer.normal - used.normal),
    normal: { allowed: offer.normal, used: used.normal },
    reserve: { allowed: offer.reserve, used: used.reserve },
  };
}

/** Gives up what is not used; null when a newer word of the gate has come meanwhile. */
export function handIn(
  portion: Portion,
  day: number,
  serial: number,
): { readonly portion: Portion; readonly used: Used } | null {
  if (serial <= portion.serial || day < portion.day) return null;
  const used = day === portion.day ? usedOf(portion) : { normal: 0, reserve: 0 };
  return { portion: takeOffer(portion, { day, serial, ...used }), used };
}

export const usedOf = ({ normal, reserve }: Portion): Used => ({
  normal: normal.used,
  reserve: reserve.used,
});
