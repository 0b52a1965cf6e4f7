import { describe, expect, it } from "vitest";
import type { Criterion } from "../../../examples/support/example.ts";
import { conclude } from "../../../scripts/example/conclude.ts";

const criterion = (verdict: Criterion["verdict"]): Criterion => ({
  text: "nothing is lost",
  byHand: "3",
  withSluice: "0",
  verdict,
});

describe("conclude", () => {
  it("ends with 0 when all that is judged holds", () => {
    expect(conclude([criterion("met"), criterion("shown")])).toEqual({
      line: "All 1 criteria hold.",
      exitStatus: 0,
    });
  });

  it("ends with 1 when one does not hold", () => {
    expect(conclude([criterion("met"), criterion("missed")])).toEqual({
      line: "1 of 2 criteria do not hold.",
      exitStatus: 1,
    });
  });

  it("ends with 1 when nothing was judged", () => {
    expect(conclude([criterion("shown")])).toEqual({
      line: "Nothing was judged.",
      exitStatus: 1,
    });
  });
});
