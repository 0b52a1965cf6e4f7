import { describe, expect, it } from "vitest";
import type { Criterion } from "../../../examples/support/example.ts";
import { outcomeTable } from "../../../scripts/example/outcome-table.ts";

const criterion = (change: Partial<Criterion>): Criterion => ({
  text: "nothing is lost",
  byHand: "3 lost",
  withSluice: "0 lost",
  verdict: "met",
  ...change,
});

const bodyOf = (criteria: readonly Criterion[]): readonly string[] =>
  outcomeTable(criteria).slice(2);

describe("the table of an example", () => {
  it("has the figure of the work by hand beside the one of Sluice", () => {
    expect(outcomeTable([criterion({})])).toEqual([
      "  criterion                         by hand            with Sluice",
      "  --------------------------------  -----------------  -----------------  ------",
      "  nothing is lost                   3 lost             0 lost             ok",
    ]);
  });

  it("marks what is missed, and what is only shown not at all", () => {
    const [missed, shown] = bodyOf([
      criterion({ verdict: "missed" }),
      criterion({ verdict: "shown" }),
    ]);
    expect(missed).toMatch(/ MISSED$/);
    expect(shown).toMatch(/0 lost$/);
  });

  it("goes on in the next line where a cell is too long", () => {
    expect(
      bodyOf([criterion({ text: "nothing is lost, whatever happens to the Worker" })]),
    ).toEqual([
      "  nothing is lost, whatever         3 lost             0 lost             ok",
      "  happens to the Worker",
    ]);
  });

  it("is never wider than 80 columns", () => {
    const long = "a word".repeat(40);
    const lines = outcomeTable([criterion({ text: long, byHand: long, withSluice: long })]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
