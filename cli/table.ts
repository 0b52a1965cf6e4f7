import type { Style } from "./style.ts";
import { textWidth, truncateMiddle } from "./text-width.ts";

export type Column = {
  readonly header: string;
  readonly align?: "left" | "right";
  /** May lose its middle when the row is too wide; other columns are never cut. */
  readonly canShrink?: true;
};

type Sized = Column & { readonly width: number };

const GAP = "  ";
const MIN_SHRUNK_WIDTH = 8;

/** A table for people. Cells are printable text; rows fit `columns` as far as shrinking goes. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  view: { readonly columns: number; readonly style: Style },
): readonly string[] {
  const sized = fitColumns(columns, rows, view.columns);
  const header = rowLine(
    sized,
    columns.map((column) => column.header),
  );
  return [view.style.bold(header), ...rows.map((row) => rowLine(sized, row))];
}

function fitColumns(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  available: number,
): readonly Sized[] {
  const sized = columns.map((column, index) => ({
    ...column,
    // Not one call with all widths: a list of every key has more than a call takes.
    width: rows.reduce(
      (width, row) => Math.max(width, textWidth(row[index] ?? "")),
      textWidth(column.header),
    ),
  }));
  let excess = totalWidth(sized) - available;
  while (excess > 0) {
    const widest = sized
      .filter((column) => column.canShrink === true && column.width > MIN_SHRUNK_WIDTH)
      .toSorted((a, b) => b.width - a.width)[0];
    if (widest === undefined) break;
    widest.width -= 1;
    excess -= 1;
  }
  return sized;
}

const totalWidth = (columns: readonly Sized[]): number =>
  columns.reduce((sum, column) => sum + column.width, 0) + GAP.length * (columns.length - 1);

function rowLine(columns: readonly Sized[], cells: readonly string[]): string {
  return columns
    .map((column, index) => {
      const text = truncateMiddle(cells[index] ?? "", column.width);
      const space = " ".repeat(column.width - textWidth(text));
      return column.align === "right" ? space + text : text + space;
    })
    .join(GAP)
    .trimEnd();
}
