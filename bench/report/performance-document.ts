import type { Benchmark } from "../benchmark.ts";
import { RECORDED } from "../suites/all-benchmarks.ts";
import { charts } from "./charts.ts";
import { noteOn } from "./goal-notes.ts";
import {
  type BenchmarkRecord,
  type Goal,
  isMet,
  type PerformanceRecord,
  type Table,
} from "./record.ts";

/** docs/performance.md: written from the recorded run, never by hand. */
export function performanceDocument(record: PerformanceRecord): string {
  const goals = record.benchmarks.flatMap((benchmark) => benchmark.goals);
  const missed = goals.filter((goal) => !isMet(goal));
  return `# Performance

Written by \`npm run bench -- --record\` from docs/performance.json; never by hand. Every benchmark runs
Sluice and what one would do instead in one run on one machine, checks that the work was done right, and fails
when it was not. Compare within a table, not between machines.

Recorded ${record.date} on ${record.machine}; each section says at which commit and how busy the machine was. A
figure of real time from a busy machine is a rough one: a goal that it misses or meets has to be measured again on
an idle one. Benchmarks on virtual time (the consumer's batch
handling, the ledger's and gate's rules and the producer's stamping and sending, unchanged, over a model of the
platform) come out the same on every machine; their seconds are the platform's, not a computer's.

## Goals

${goals.length - missed.length} of ${goals.length} are met.

| measure | goal | figure | |
| --- | --- | --- | --- |
${goals.map(goalRow).join("\n")}
${missed.length === 0 ? "" : missedSection(missed)}
${RECORDED.flatMap((benchmark) => sectionOf(benchmark, record)).join("\n\n")}
`;
}

const goalRow = (goal: Goal): string => {
  const sign = goal.relation === "at most" ? "≤" : "≥";
  const cells = [goal.what, `${sign} ${withUnit(goal.goal, goal)}`, withUnit(goal.figure, goal)];
  return `| ${cells.join(" | ")} | ${isMet(goal) ? "met" : missedBy(goal)} |`;
};

const withUnit = (value: number, { unit }: Goal): string =>
  unit === "" ? number(value) : `${number(value)} ${unit}`;

function missedBy({ goal, figure }: Goal): string {
  if (goal === 0) return `**missed by ${number(figure)}**`;
  const percent = Math.abs(figure / goal - 1) * 100;
  return `**missed by ${number(Number(percent.toPrecision(percent < 10 ? 1 : 3)))} %**`;
}

const missedSection = (missed: readonly Goal[]): string => `
### Missed, and why

${missed.map((goal) => `- **${goal.what}**: ${noteOn(goal.id)}`).join("\n")}
`;

function sectionOf(benchmark: Benchmark, record: PerformanceRecord): readonly string[] {
  const found = record.benchmarks.find(({ name }) => name === benchmark.name);
  if (found === undefined) return [];
  const clock = benchmark.clock === "virtual" ? "Virtual time" : "Real time on the machine above";
  return [
    `## ${benchmark.title}\n\n${benchmark.method}\n\n${clock}: \`npm run bench -- ${benchmark.name}\`.${runText(found)}`,
    ...pictures(found, record),
    ...found.tables.map(tableText),
  ];
}

const runText = ({ run }: BenchmarkRecord): string =>
  run === undefined ? "" : ` Commit ${run.commit}, ${run.load}.`;

const pictures = ({ tables }: BenchmarkRecord, record: PerformanceRecord): readonly string[] =>
  charts(record)
    .filter((chart) => tables.some(({ id }) => id === chart.table))
    .map(({ title, file }) => `![${title}](images/${file})`);

const tableText = ({ title, columns, rows }: Table): string =>
  `**${title}**

| ${columns.join(" | ")} |
| ${columns.map(() => "---").join(" | ")} |
${rows.map((row) => `| ${row.map(cellText).join(" | ")} |`).join("\n")}`;

const cellText = (cell: string | number): string =>
  typeof cell === "number" ? number(cell) : cell.replaceAll("|", "\\|");

const number = (value: number): string =>
  value.toLocaleString("en-US", { maximumFractionDigits: 3 });
