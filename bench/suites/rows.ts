import { type Benchmark, check, type Findings, rounded } from "../benchmark.ts";
import { benchWorker, withWorkers } from "../measure/harness.ts";
import type { Goal } from "../report/record.ts";
import type { Metered, MeteredLoad } from "../workers/metered-ledger.ts";

const LOADS: readonly {
  readonly load: MeteredLoad;
  readonly what: string;
  readonly puts: number;
  readonly goal: number;
}[] = [
  { load: "applied", what: "applied at once", puts: 100, goal: 3 },
  { load: "held", what: "held, released, applied", puts: 100, goal: 5 },
  { load: "superseded", what: "superseded in its batch", puts: 10, goal: 0.1 },
  { load: "replaced", what: "superseded while held", puts: 0, goal: 0.1 },
];

export const rows: Benchmark = {
  name: "rows",
  title: "Rows and calls of Durable Objects per intent",
  method:
    "The consumer's batch handling over one shard in workerd, batches of 100 messages; rows as " +
    "`rowsWritten` says, and one per `setAlarm`, which is what the platform bills. In the last two " +
    "loads ten keys are written ten times per batch.",
  clock: "virtual",
  run: async (): Promise<Findings> => {
    const workers = [
      benchWorker("metered-ledger", {
        durable_objects: { bindings: [{ name: "METERED", class_name: "MeteredLedger" }] },
        migrations: [{ tag: "v1", new_sqlite_classes: ["MeteredLedger"] }],
      }),
    ];
    return withWorkers(workers, async (url) => {
      const cells: (string | number)[][] = [];
      const goals: Goal[] = [];
      for (const { load, what, puts, goal } of LOADS) {
        const metered = (await (await fetch(`${url}/${load}`)).json()) as Metered;
        check(metered.puts === puts, `${puts} puts when ${what}`, metered);
        const figure = rounded(metered.rows / metered.intents, 3);
        cells.push([what, metered.intents, figure, metered.calls]);
        goals.push({
          id: `rows-${load}`,
          what: `rows written per intent that is ${what}`,
          relation: "at most",
          goal,
          figure,
          unit: "rows",
        });
      }
      const [applied] = cells;
      return {
        tables: [
          {
            id: "rows",
            title: "Per intent",
            columns: ["intent", "intents", "rows per intent", "calls of the shard, all"],
            rows: cells,
          },
        ],
        goals: [
          ...goals,
          {
            id: "calls",
            what: "calls of Durable Objects per shard and batch",
            relation: "at most",
            goal: 2,
            figure: Number(applied?.[3] ?? 0),
            unit: "calls",
          },
        ],
        ratios: Object.fromEntries(
          cells.map(([what, , figure]) => [`rows, ${what}`, Number(figure)]),
        ),
      };
    });
  },
};
