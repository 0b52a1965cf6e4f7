import { BASELINES } from "../baselines/all-baselines.ts";
import { type Benchmark, type Extent, type Findings, rounded } from "../benchmark.ts";
import { type ContenderRun, runContender, wrongKeys } from "../measure/run-contender.ts";
import { runRight, STORMY } from "../measure/side-by-side.ts";
import { sluice } from "../sluice/sluice.ts";
import { type Workload, type Write, zipfian } from "../workload.ts";

const PER = 100_000;

export const correctness: Benchmark = {
  name: "correctness",
  title: "Wrong or missing values, with faults",
  method:
    "A Zipf 0.8 load while every part fails now and then: KV answers 5xx (some of those writes land, " +
    "some up to 20 s later), invocations die, messages come twice, calls of Durable Objects fail, " +
    "isolates live 30 s. When all is over, each key has to hold its newest write. " +
    '"Silently" counts keys whose caller was not told that the newest write failed.',
  clock: "virtual",
  run: async (extent): Promise<Findings> => {
    const { writes } = load(extent);
    const ours = await runRight(sluice(), writes, STORMY);
    const rows = [rowOf("Sluice", writes, ours)];
    for (const baseline of BASELINES) {
      rows.push(rowOf(baseline.name, writes, await runContender(baseline, writes, STORMY)));
    }
    const [, worst = 0] = rows[0] ?? [];
    return {
      tables: [
        {
          id: "wrong-values",
          title: `Keys with a wrong or missing value, per ${PER.toLocaleString("en-US")} keys`,
          columns: ["contender", "wrong", "silently", "KV calls per write", "429s"],
          rows,
        },
      ],
      goals: [
        {
          id: "wrong-values",
          what: "wrong or missing final values per 100,000 keys, with faults",
          relation: "at most",
          goal: 0,
          figure: Number(worst),
          unit: "",
        },
      ],
      ratios: { "KV calls per write": Number(rows[0]?.[3] ?? 0) },
    };
  },
};

function load(extent: Extent): Workload {
  const [writes, keys] = extent === "full" ? [100_000, 50_000] : [3_000, 1_500];
  return zipfian({ name: "faults", writes, keys, perSecond: extent === "full" ? 1_000 : 100 }, 0.8);
}

function rowOf(name: string, writes: readonly Write[], run: ContenderRun): (string | number)[] {
  const { keys, wrong, silently } = wrongKeys(writes, run);
  const scaled = (count: number) => Math.round((count * PER) / keys);
  return [
    name,
    scaled(wrong),
    scaled(silently),
    rounded(run.kv.writeCalls / writes.length),
    run.kv.throttled,
  ];
}
