import type { PerformanceRecord, Table } from "./record.ts";
import { barChart, lineChart } from "./svg.ts";

export type Chart = {
  /** In docs/images/. */
  readonly file: string;
  /** The table that it draws. */
  readonly table: string;
  readonly title: string;
  readonly svg: string;
};

type Draw = (table: Table) => string;

/** Every picture is drawn from a recorded table alone. */
export function charts(record: PerformanceRecord): readonly Chart[] {
  const tables = record.benchmarks.flatMap((benchmark) => benchmark.tables);
  return CHARTS.flatMap(({ table: id, title, draw }) => {
    const table = tables.find((one) => one.id === id);
    return table === undefined ? [] : [{ file: `${id}.svg`, table: id, title, svg: draw(table) }];
  });
}

const WRONG = "Keys with a wrong or missing value, per 100,000, with faults";
const CONTENTION = "KV calls per applied write, 100 writers of one key";
const STEADY = "20 keys × 10 updates/s: until a write is covered, in seconds";
const COST = "Dollars per million writes, by how many writes share a put";

const CHARTS: readonly {
  readonly table: string;
  readonly title: string;
  readonly draw: Draw;
}[] = [
  {
    table: "wrong-values",
    title: WRONG,
    draw: ({ rows }) =>
      barChart({
        title: WRONG,
        note: "Sluice has none.",
        series: [
          { name: "caller was told", color: "faint" },
          { name: "silently", color: "other" },
        ],
        bars: rows.map(([label, wrong, silently]) => ({
          label: String(label),
          parts: [Number(wrong) - Number(silently), Number(silently)],
        })),
      }),
  },
  {
    table: "contention",
    title: CONTENTION,
    draw: ({ rows }) =>
      barChart({
        title: CONTENTION,
        note: "One call is the least; the rest is refused with 429.",
        series: [{ name: "calls", color: "other" }],
        bars: rows
          .filter(([writers]) => writers === 100)
          .map(([, label, calls]) => ({ label: String(label), parts: [Number(calls)] })),
      }),
  },
  {
    table: "steady",
    title: STEADY,
    draw: ({ rows }) =>
      barChart({
        title: STEADY,
        note: "p50, from there to p99, from there to the longest.",
        series: [
          { name: "p50", color: "sluice" },
          { name: "p99", color: "faint" },
          { name: "longest", color: "other" },
        ],
        bars: rows.map(([label, paceMs, , , , p50, p99, longest]) => ({
          label: `${label}, every ${paceMs} ms`,
          parts: [p50, Number(p99) - Number(p50), Number(longest) - Number(p99)].map((seconds) =>
            Number(Number(seconds).toFixed(2)),
          ),
        })),
      }),
  },
  {
    table: "cost",
    title: COST,
    draw: ({ rows }) =>
      lineChart({
        title: COST,
        xTitle: "writes that share a put",
        yTitle: "dollars per million writes",
        xLabels: rows.map(([ratio]) => String(ratio)),
        lines: [
          { name: "direct puts", color: "other", values: rows.map((row) => Number(row[1])) },
          { name: "Sluice", color: "sluice", values: rows.map((row) => Number(row[2])) },
        ],
      }),
  },
];
