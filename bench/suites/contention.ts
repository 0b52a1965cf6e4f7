import { BASELINES } from "../baselines/all-baselines.ts";
import { type Benchmark, type Findings, rounded } from "../benchmark.ts";
import { type ContenderRun, runContender, wrongKeys } from "../measure/run-contender.ts";
import { CALM, runRight } from "../measure/side-by-side.ts";
import { sluice } from "../sluice/sluice.ts";
import { hotKey, type Write } from "../workload.ts";

const WRITERS = [20, 100];

export const contention: Benchmark = {
  name: "contention",
  title: "Many writers of one key",
  method:
    "20 and 100 writers of one key, each about once a second, nothing fails. KV refuses more than " +
    "one write a second; a call that it refuses is wasted. Per applied write one call is the least.",
  clock: "virtual",
  run: async (extent): Promise<Findings> => {
    const seconds = extent === "full" ? 60 : 10;
    const rows: (string | number)[][] = [];
    let worst = 0;
    for (const writers of WRITERS) {
      const { writes } = hotKey({
        name: `${writers} writers`,
        writes: writers * seconds,
        perSecond: writers,
      });
      const ours = await runRight(sluice(), writes, CALM);
      worst = Math.max(worst, callsPerApplied(ours));
      rows.push(rowOf(writers, "Sluice", writes, ours));
      for (const baseline of BASELINES) {
        const run = await runContender(baseline, writes, CALM);
        rows.push(rowOf(writers, baseline.name, writes, run));
      }
    }
    return {
      tables: [
        {
          id: "contention",
          title: `One key for ${seconds} s`,
          columns: [
            "writers",
            "contender",
            "KV calls per applied write",
            "429s",
            "last value right",
          ],
          rows,
        },
      ],
      goals: [
        {
          id: "contention",
          what: "KV calls per applied write, 20 and 100 writers of one key",
          relation: "at most",
          goal: 1,
          figure: rounded(worst),
          unit: "×",
        },
      ],
      ratios: { "calls per applied write": rounded(worst) },
    };
  },
};

const callsPerApplied = ({ kv }: ContenderRun): number => kv.writeCalls / Math.max(1, kv.applied);

function rowOf(writers: number, name: string, writes: readonly Write[], run: ContenderRun) {
  const isRight = wrongKeys(writes, run).wrong === 0;
  return [writers, name, rounded(callsPerApplied(run)), run.kv.throttled, isRight ? "yes" : "no"];
}
