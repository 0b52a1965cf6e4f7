import { COLUMNS, laneRows } from "./lanes-table.ts";

/** Prints the table of docs/lanes.md as Markdown. */
const lineOf = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

console.log(lineOf(COLUMNS));
console.log(lineOf(COLUMNS.map(() => "---")));
for (const row of await laneRows()) console.log(lineOf(row));
