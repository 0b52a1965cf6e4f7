import { describe, expect, it } from "vitest";
import { topFunctions } from "../../bench/profile/top-functions.ts";

const node = (id: number, functionName: string) => ({
  id,
  callFrame: { functionName, lineNumber: id },
});

describe("the top functions of a profile", () => {
  it("are shares of what the isolate spent itself, waiting and other isolates left out", () => {
    const profile = {
      nodes: [
        node(1, "(idle)"),
        node(2, "(program)"),
        node(3, "parse"),
        node(4, ""),
        node(5, "(garbage collector)"),
      ],
      samples: [1, 2, 3, 4, 3, 5],
      timeDeltas: [900, 500, 40, 30, 20, 10],
    };
    expect(topFunctions(profile, 2)).toEqual([
      { name: "parse:4", share: 0.6 },
      { name: "anonymous:5", share: 0.3 },
    ]);
    expect(topFunctions(profile, 9).at(-1)).toEqual({ name: "(garbage collector)", share: 0.1 });
  });
});
