import type { Criterion } from "../../examples/support/example.ts";

const HEADERS = ["criterion", "by hand", "with Sluice", ""] as const;
/** With two spaces between them and at the left exactly 80 columns. */
const WIDTHS = [32, 17, 17, 6] as const;
const GAP = "  ";

const MARKS: Readonly<Record<Criterion["verdict"], string>> = {
  met: "ok",
  missed: "MISSED",
  shown: "",
};

/** The criteria as a table of at most 80 columns; long cells go on in the next line. */
export function outcomeTable(criteria: readonly Criterion[]): readonly string[] {
  const rows = criteria.map(({ text, byHand, withSluice, verdict }) =>
    rowLines([text, byHand, withSluice, MARKS[verdict]]),
  );
  return [
    ...rowLines(HEADERS),
    ...rowLines(WIDTHS.map((width) => "-".repeat(width))),
    ...rows.flat(),
  ];
}

function rowLines(cells: readonly string[]): readonly string[] {
  const wrapped = WIDTHS.map((width, index) => wrap(cells[index] ?? "", width));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const parts = WIDTHS.map((width, index) => (wrapped[index]?.[line] ?? "").padEnd(width));
    return (GAP + parts.join(GAP)).trimEnd();
  });
}

/** At spaces; a word that is longer than the column is cut. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").flatMap((part) => piecesOf(part, width))) {
    const last = lines.pop() ?? "";
    const longer = last === "" ? word : `${last} ${word}`;
    lines.push(...(longer.length > width ? [last, word] : [longer]));
  }
  return lines;
}

const piecesOf = (word: string, width: number): readonly string[] =>
  word.match(new RegExp(`.{1,${width}}`, "gu")) ?? [];
