import { describe, expect, it } from "vitest";
import { HOLD_REASONS } from "../../../shared/ledger/key-state.ts";
import {
  addTally,
  heldTotal,
  isZeroTally,
  openTally,
  type Tally,
} from "../../../shared/ledger/tally.ts";
import { fc } from "../../support/property.ts";

const count = fc.integer({ min: -50, max: 50 });
const scalars = Object.keys(openTally()).filter((name) => name !== "held");
const aTally = fc
  .tuple(fc.record(namesTo(scalars)), fc.record(namesTo(HOLD_REASONS)))
  .map(([counts, held]) => ({ ...counts, held }) as unknown as Tally);

function namesTo(names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, count]));
}

const sumOf = (...tallies: readonly Tally[]): Tally => {
  const sum = openTally();
  for (const tally of tallies) addTally(sum, tally);
  return sum;
};

describe("a tally", () => {
  it("counts from zero, every counter and every reason to hold", () => {
    expect(isZeroTally(openTally())).toBe(true);
    expect(Object.keys(openTally().held)).toEqual([...HOLD_REASONS]);
  });

  it("sums the same in any order", () => {
    fc.assert(
      fc.property(aTally, aTally, aTally, (a, b, c) => {
        expect(sumOf(a, b, c)).toEqual(sumOf(c, a, b));
        expect(sumOf(sumOf(a, b), c)).toEqual(sumOf(a, b, c));
      }),
    );
  });

  it("is zero again when what was added is taken away", () => {
    const negative = (tally: Tally): Tally =>
      JSON.parse(JSON.stringify(tally), (_, value) => (typeof value === "number" ? -value : value));
    fc.assert(
      fc.property(aTally, (tally) => {
        expect(isZeroTally(sumOf(tally, negative(tally)))).toBe(true);
      }),
    );
  });

  it("is not zero when any one counter is not", () => {
    for (const name of scalars) expect(isZeroTally({ ...openTally(), [name]: 1 })).toBe(false);
    for (const reason of HOLD_REASONS) {
      const held = { ...openTally().held, [reason]: 1 };
      expect(isZeroTally({ ...openTally(), held })).toBe(false);
    }
  });

  it("does not share its counters with another", () => {
    openTally().held.pace += 1;
    expect(openTally().held.pace).toBe(0);
  });

  it("adds without changing what it adds", () => {
    const added = Object.freeze({ ...openTally(), accepted: 1 });
    sumOf(added, added);
    expect(added.accepted).toBe(1);
  });

  it("counts all that waits, whatever the reason", () => {
    expect(heldTotal({ ...openTally(), held: { ...openTally().held, pace: 2, quota: 3 } })).toBe(5);
  });
});
