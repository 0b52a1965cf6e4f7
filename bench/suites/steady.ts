import { type Benchmark, type Findings, rounded } from "../benchmark.ts";
import type { Contender } from "../contender.ts";
import { percentile } from "../measure/percentile.ts";
import { CALM, runRight } from "../measure/side-by-side.ts";
import type { Goal } from "../report/record.ts";
import { FRESH_BATCHES, sluice } from "../sluice/sluice.ts";
import { updates } from "../workload.ts";

const KEYS = 20;
const LENGTH_MS = 10_000;
const PACES_MS = [70, 90, 100, 130];
/** The pace of the goals: ten updates a second. */
const GOAL_PACE_MS = 100;

/** What is promised of a setting: cover p50 (where one is), p99 and longest, in seconds. */
const SETTINGS: readonly Setting[] = [
  { id: "default", contender: sluice(), limits: { p99: 1.9, longest: 2.1 } },
  {
    id: "fresh",
    contender: sluice(FRESH_BATCHES, "Sluice, batch 25"),
    limits: { p50: 0.65, p99: 1.3, longest: 1.5 },
  },
];

type Measured = "p50" | "p99" | "longest";
type Setting = {
  readonly id: string;
  readonly contender: Contender;
  readonly limits: { readonly [M in Measured]?: number };
};

export const steady: Benchmark = {
  name: "steady",
  title: "20 keys, 10 updates a second each, 10 s",
  method:
    "How long until a write is covered: KV has taken it or a newer one of its key. At other paces, " +
    "too, every key has to end right and nothing may be refused. The best job queue in the same " +
    "place (graphile-worker with preserve_run_at, on an idle machine) covers in 0.63 s (p50), 1.93 s " +
    "(p99), 2.15 s (longest), with 10 to 14 answers of 429; measured anew below.",
  clock: "virtual",
  run: async (): Promise<Findings> => {
    const rows: (string | number)[][] = [];
    const goals: Goal[] = [];
    for (const setting of SETTINGS) {
      for (const paceMs of PACES_MS) {
        const measured = await measure(setting.contender, paceMs);
        const { puts, throttled, ...cover } = measured;
        rows.push([
          setting.contender.name,
          paceMs,
          `${KEYS}/${KEYS}`,
          puts,
          throttled,
          ...Object.values(cover),
        ]);
        if (paceMs === GOAL_PACE_MS) goals.push(...goalsOf(setting, cover));
      }
    }
    return {
      tables: [{ id: "steady", title: "Cover", columns: COLUMNS, rows }],
      goals,
      ratios: Object.fromEntries(goals.map((goal) => [goal.id, rounded(goal.figure / goal.goal)])),
    };
  },
};

const COLUMNS = [
  "setting",
  "update every (ms)",
  "keys right",
  "puts",
  "429s",
  "p50 (s)",
  "p99 (s)",
  "longest (s)",
];

async function measure(contender: Contender, paceMs: number) {
  const writes = updates(KEYS, paceMs, LENGTH_MS);
  const run = await runRight(contender, writes, CALM);
  const delaysMs = run.cover.delaysMs(writes);
  const seconds = (share: number) => rounded(percentile(delaysMs, share) / 1_000, 3);
  return {
    puts: run.kv.writeCalls,
    throttled: run.kv.throttled,
    p50: seconds(0.5),
    p99: seconds(0.99),
    longest: seconds(1),
  };
}

function goalsOf(
  { id, contender, limits }: Setting,
  cover: Readonly<Record<Measured, number>>,
): readonly Goal[] {
  const measures: readonly Measured[] = ["p50", "p99", "longest"];
  return measures.flatMap((measure) => {
    const goal = limits[measure];
    if (goal === undefined) return [];
    const what = `20 keys × 10 updates/s, cover ${measure}, ${contender.name}`;
    const figure = cover[measure];
    return [{ id: `steady-${id}-${measure}`, what, relation: "at most", goal, figure, unit: "s" }];
  });
}
