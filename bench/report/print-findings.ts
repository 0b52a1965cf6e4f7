import type { Findings } from "../benchmark.ts";
import { isMet, type Table } from "./record.ts";

/** Tables and goals as text, in columns. */
export function printFindings({ tables, goals }: Findings, say: (line: string) => void): void {
  for (const table of tables) {
    say(`  ${table.title}`);
    for (const line of tableLines(table)) say(`    ${line}`);
  }
  for (const goal of goals) {
    const mark = isMet(goal) ? "met   " : "MISSED";
    say(`  ${mark} ${goal.what}: ${goal.figure} ${goal.unit} (${goal.relation} ${goal.goal})`);
  }
}

function tableLines({ columns, rows }: Table): readonly string[] {
  const cells = [columns, ...rows.map((row) => row.map(String))];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => (row[at] ?? "").length)));
  return cells.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  "),
  );
}
