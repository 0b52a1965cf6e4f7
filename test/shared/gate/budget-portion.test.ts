import { describe, expect, it } from "vitest";
import {
  giveBack,
  handIn,
  isLow,
  noPortion,
  roomOf,
  spend,
  takeOffer,
} from "../../../shared/gate/budget-portion.ts";

const DAY = 20_000;
const offer = (serial: number, normal: number, day = DAY) => ({ day, serial, normal, reserve: 1 });
const portion = takeOffer(noPortion, offer(1, 8));

describe("a portion", () => {
  it("has the room that the gate has given, on its day alone", () => {
    expect(roomOf(portion, DAY)).toEqual({ normal: 8, reserve: 1 });
    expect(roomOf(portion, DAY + 1)).toEqual({ normal: 0, reserve: 0 });
    expect(roomOf(portion, DAY - 1)).toEqual({ normal: 0, reserve: 0 });
  });

  it("shrinks with each write and gets back one that never started, on the same day", () => {
    const spent = spend(spend(portion, "normal"), "reserve");
    expect(roomOf(spent, DAY)).toEqual({ normal: 7, reserve: 0 });
    expect(roomOf(giveBack(spent, DAY, "normal"), DAY).normal).toBe(8);
    expect(giveBack(spent, DAY - 1, "normal")).toBe(spent);
    expect(giveBack(portion, DAY, "normal")).toBe(portion);
  });

  it("is low when a quarter is left", () => {
    const after = (writes: number) =>
      Array.from({ length: writes }).reduce<typeof portion>((one) => spend(one, "normal"), portion);
    expect([0, 5, 6, 8].map((writes) => isLow(after(writes)))).toEqual([false, false, true, true]);
  });

  it("ignores an offer that is older than the last word, or of an earlier day", () => {
    const newer = takeOffer(portion, offer(5, 9));
    expect(takeOffer(newer, offer(4, 20))).toBe(newer);
    expect(takeOffer(newer, offer(5, 20))).toBe(newer);
    expect(takeOffer(newer, offer(6, 20, DAY - 1))).toBe(newer);
  });

  it("keeps what is used within a day and begins the next with nothing used", () => {
    const spent = spend(portion, "normal");
    expect(roomOf(takeOffer(spent, offer(2, 9)), DAY).normal).toBe(8);
    expect(roomOf(takeOffer(spent, offer(2, 9, DAY + 1)), DAY + 1).normal).toBe(9);
  });

  it("has nothing left after it was handed in, and a late offer does not bring it back", () => {
    const handed = handIn(spend(portion, "normal"), DAY, 3);
    if (handed === null) throw new Error("expected it to be handed in");
    expect(handed.used).toEqual({ normal: 1, reserve: 0 });
    expect(roomOf(handed.portion, DAY)).toEqual({ normal: 0, reserve: 0 });
    expect(takeOffer(handed.portion, offer(2, 20))).toBe(handed.portion);
  });

  it("is not handed in for a word that is older than the last", () => {
    expect(handIn(portion, DAY, 1)).toBeNull();
    expect(handIn(portion, DAY - 1, 9)).toBeNull();
  });
});
