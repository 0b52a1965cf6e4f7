import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textWidth, truncateMiddle, wrapWords } from "../../cli/text-width.ts";

const SEED = { seed: 20261121 };

describe("textWidth", () => {
  it.each([
    ["abc", 3],
    ["日本", 4],
    ["e\u0301", 1],
    ["👩‍👩‍👧", 2],
    ["", 0],
  ])("of %j is %i", (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe("truncateMiddle", () => {
  it("keeps both ends and the width", () => {
    expect(truncateMiddle("abcdefghij", 5)).toBe("ab…ij");
    expect(truncateMiddle("abcdefghij", 10)).toBe("abcdefghij");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(20), (text, width) => {
        expect(textWidth(truncateMiddle(text, width))).toBeLessThanOrEqual(width);
      }),
      SEED,
    );
  });
});

describe("wrapWords", () => {
  it("breaks between words and keeps a long word whole", () => {
    expect(wrapWords("aa bb cc", 5)).toEqual(["aa bb", "cc"]);
    expect(wrapWords("a longerword b", 4)).toEqual(["a", "longerword", "b"]);
  });
});
