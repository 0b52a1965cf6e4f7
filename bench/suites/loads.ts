import { Settings } from "../../shared/settings.ts";
import { directPut } from "../baselines/direct-put.ts";
import { type Benchmark, check, type Extent, type Findings, rounded } from "../benchmark.ts";
import { fewestPuts } from "../measure/optimum.ts";
import { percentile } from "../measure/percentile.ts";
import { type ContenderRun, runContender } from "../measure/run-contender.ts";
import { CALM, runRight } from "../measure/side-by-side.ts";
import { PUT_MS } from "../platform/virtual-kv.ts";
import { DEFAULT_BATCHES, sluice } from "../sluice/sluice.ts";
import {
  burst,
  commentsFeed,
  hotKey,
  sessions,
  uniform,
  videoVariants,
  type Workload,
  type Write,
  zipfian,
} from "../workload.ts";

const { INLINE_LIMIT_BYTES } = Settings.parse({});
const PACE_MS = 1_000;
/** What a write may have to wait for: its batch, the second of its key, and the put itself. */
const BOUND_MS = DEFAULT_BATCHES.maxBatchTimeoutMs + PACE_MS + PUT_MS;

export const loads: Benchmark = {
  name: "loads",
  title: "KV writes against the optimum, freshness against the bound",
  method:
    "Default settings, nothing fails. The optimum knows the future: the fewest puts with which no " +
    "write would have been covered later than Sluice covered it. The bound on freshness is the " +
    `batch's wait, the second between two writes and one put: ${BOUND_MS} ms. Values of videos are of ` +
    "10 kB to 10 MB; those over the inline limit go through the bucket, each upload and download a way " +
    "to another machine, whatever its length.",
  clock: "virtual",
  run: async (extent): Promise<Findings> => {
    const rows: (string | number)[][] = [];
    for (const load of allLoads(extent)) rows.push(await rowOf(load));
    const worst = (column: number) => Math.max(...rows.map((row) => Number(row[column])));
    return {
      tables: [{ id: "loads", title: "Sluice under every load", columns: COLUMNS, rows }],
      goals: [
        {
          id: "optimum",
          what: "KV writes against the offline optimum, worst load",
          relation: "at most",
          goal: 1.05,
          figure: worst(5),
          unit: "×",
        },
        {
          id: "freshness",
          what: "accept to applied, p99 against the bound, worst load",
          relation: "at most",
          goal: 1.1,
          figure: worst(9),
          unit: "×",
        },
      ],
      ratios: Object.fromEntries(
        rows.flatMap(([name, , , , , optimum, , , , bound]) => [
          [`${name}: writes against the optimum`, Number(optimum)],
          [`${name}: p99 against the bound`, Number(bound)],
        ]),
      ),
    };
  },
};

const COLUMNS = [
  "load",
  "writes",
  "KV calls, direct put",
  "KV writes, Sluice",
  "optimum",
  "Sluice against the optimum",
  "p50 (ms)",
  "p99 (ms)",
  "longest (ms)",
  "p99 against the bound",
];

async function rowOf({ name, writes }: Workload): Promise<(string | number)[]> {
  const run = await runRight(sluice(), writes, CALM);
  checkPayloads(writes, run);
  const direct = await runContender(directPut, writes, CALM);
  const optimum = fewestPuts(writes, (write) => run.cover.coveredAtMs(write));
  const delaysMs = run.cover.delaysMs(writes);
  const p99Ms = percentile(delaysMs, 0.99);
  return [
    name,
    writes.length,
    direct.kv.writeCalls,
    run.kv.writeCalls,
    optimum,
    rounded(run.kv.writeCalls / optimum, 3),
    percentile(delaysMs, 0.5),
    p99Ms,
    percentile(delaysMs, 1),
    rounded(p99Ms / BOUND_MS, 3),
  ];
}

/** Every large value is uploaded once, whether it is written or superseded, and none is left. */
function checkPayloads(writes: readonly Write[], { payloads }: ContenderRun): void {
  const large = writes.filter(({ sizeBytes }) => sizeBytes > INLINE_LIMIT_BYTES).length;
  check(payloads.uploaded === large, `${large} values in the bucket`, payloads);
  check(payloads.left === 0, "none of them left", payloads);
}

/** Every load on virtual time; only what is over the inline limit has all its bytes there. */
function allLoads(extent: Extent): readonly Workload[] {
  const part = (writes: number) => (extent === "full" ? writes : writes / 10);
  const keys = part(5_000);
  return [
    uniform({ name: "uniform", writes: part(20_000), keys, perSecond: 200 }),
    uniform({ name: "sparse, 1 write/s", writes: part(600), keys: 200, perSecond: 1 }),
    zipfian({ name: "Zipf 0.8", writes: part(20_000), keys, perSecond: 200 }, 0.8),
    zipfian({ name: "Zipf 1.1", writes: part(20_000), keys, perSecond: 200 }, 1.1),
    zipfian({ name: "Zipf 1.1, 5,000/s", writes: part(50_000), keys, perSecond: 5_000 }, 1.1),
    hotKey({ name: "one hot key", writes: part(6_000), perSecond: 100 }),
    sessions({ name: "sessions", writes: part(10_000), keys: part(2_000), perSecond: 20 }),
    commentsFeed({ name: "comments feed", writes: part(2_000), perSecond: 1_000 / 60 }),
    videoVariants({ name: "video variants", writes: part(600), keys: part(400), perSecond: 5 }),
    burst({ name: "burst after silence", writes: part(5_000), keys: part(500), perSecond: 0 }),
  ];
}
