import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeControl, escapeControlInJson } from "../../cli/escape-control.ts";

const SEED = { seed: 20261121 };

describe("escapeControl", () => {
  it.each([
    ["a\tb\r\nc", "a\\tb\\r\\nc"],
    ["\u001b[2J", "\\u001b[2J"],
    ["\u009b31m", "\\u009b31m"],
    ["abc\u202etxt.exe", "abc\\u202etxt.exe"],
    ["back\\slash", "back\\\\slash"],
    ["日本 🎉", "日本 🎉"],
  ])("turns %j into %j", (text, escaped) => {
    expect(escapeControl(text)).toBe(escaped);
  });

  it("can be read back, and leaves nothing that controls a terminal", () => {
    const readBack = (text: string): string => JSON.parse(`"${text.replaceAll('"', '\\"')}"`);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const escaped = escapeControl(text);
        expect(readBack(escaped)).toBe(text);
        expect(escaped).not.toMatch(/\p{Cc}/u);
      }),
      SEED,
    );
  });

  it("keeps JSON the same document", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse(escapeControlInJson(text))).toEqual(JSON.parse(text));
      }),
      SEED,
    );
  });
});
