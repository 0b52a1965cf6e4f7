import { describe, expect, it } from "vitest";
import { seededDice, zipf } from "../../support/zipf.ts";

const draw = (seed: number, count: number): readonly number[] => {
  const rank = zipf(100, 1.1, seededDice(seed));
  return Array.from({ length: count }, rank);
};

describe("zipf", () => {
  it("draws the same ranks for the same seed", () => {
    expect(draw(7, 50)).toEqual(draw(7, 50));
    expect(draw(7, 50)).not.toEqual(draw(8, 50));
  });

  it("stays within its ranks and draws the first most often", () => {
    const ranks = draw(7, 5_000);
    expect(Math.min(...ranks)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ranks)).toBeLessThan(100);
    const share = (rank: number) => ranks.filter((drawn) => drawn === rank).length / ranks.length;
    // The weight of the first of 100 ranks with exponent 1.1 is 0.23.
    expect(share(0)).toBeGreaterThan(0.2);
    expect(share(0)).toBeLessThan(0.27);
    expect(share(0)).toBeGreaterThan(share(9));
  });
});
