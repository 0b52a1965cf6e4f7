import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tableLines } from "../../cli/table.ts";
import { textWidth } from "../../cli/text-width.ts";

const plain = (text: string): string => text;
const style = { bold: plain, good: plain, bad: plain };

describe("tableLines", () => {
  it("aligns columns and leaves no space at the end of a line", () => {
    const columns = [{ header: "NAME" }, { header: "N", align: "right" }, { header: "X" }] as const;
    const rows = [
      ["a", "1", ""],
      ["日本語", "10", "x"],
    ];
    expect(tableLines(columns, rows, { columns: 80, style })).toEqual([
      "NAME     N  X",
      "a        1",
      "日本語  10  x",
    ]);
  });

  it("takes from the widest column that may shrink, and from no other", () => {
    const columns = [{ header: "ID" }, { header: "KEY", canShrink: true }] as const;
    const rows = [["0123456789", "abcdefghijklmnop"]];
    expect(tableLines(columns, rows, { columns: 24, style })[1]).toBe("0123456789  abcdef…lmnop");
    expect(tableLines(columns, rows, { columns: 5, style })[1]).toBe("0123456789  abcd…nop");
  });

  it("takes a list of 200,000 rows", () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => [`key-${index}`]);
    const lines = tableLines([{ header: "KEY", canShrink: true }], rows, { columns: 80, style });
    expect([lines.length, lines.at(-1)]).toEqual([200_001, "key-199999"]);
  });

  it("fits where its columns can shrink, whatever the text", () => {
    const columns = [
      { header: "A", canShrink: true },
      { header: "B", canShrink: true },
    ] as const;
    const cell = fc.string({ unit: "grapheme", maxLength: 60 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell)),
        fc.integer({ min: 18, max: 90 }),
        (rows, width) => {
          const lines = tableLines(columns, rows, { columns: width, style });
          expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(width);
        },
      ),
      { seed: 20261121 },
    );
  });
});
