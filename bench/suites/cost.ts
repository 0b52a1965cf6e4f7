import { type Benchmark, type Findings, rounded } from "../benchmark.ts";
import { dollarsPerMillion } from "../measure/dollars-per-million.ts";
import { CALM, runRight } from "../measure/side-by-side.ts";
import { PRICES, PRICES_DATE } from "../report/prices.ts";
import { sluice } from "../sluice/sluice.ts";
import { uniform } from "../workload.ts";

/** Writes of a key per second, on each of a hundred keys: from never together to a hundred a second. */
const PER_KEY = [0.02, 0.5, 1, 2, 3, 5, 10, 30, 100];
const KEYS = 100;

export const cost: Benchmark = {
  name: "cost",
  title: "Dollars per million writes",
  method:
    `Cloudflare's prices of ${PRICES_DATE} on the paid plan beyond what is included (bench/report/` +
    "prices.ts has the sources). Both pay the request that brings the write; a direct put pays a KV " +
    "write each, right or refused; Sluice pays queue operations, calls and rows of Durable Objects " +
    "as the virtual run counted them, and one KV write for all that share a put. 100 keys, equally " +
    "loaded; below one write a second and key nothing is shared.",
  clock: "virtual",
  run: async (extent): Promise<Findings> => {
    const rows: (string | number)[][] = [];
    for (const perKey of PER_KEY) rows.push(await rowAt(perKey, extent === "full" ? 20 : 5));
    const cheaper = rows.find(([, direct, ours]) => Number(ours) < Number(direct));
    return {
      tables: [
        {
          id: "cost",
          title: "Per million writes",
          columns: [
            "writes that share a put",
            "direct puts ($)",
            "Sluice ($)",
            "of it KV ($)",
            "queues ($)",
            "Durable Objects ($)",
          ],
          rows,
        },
      ],
      goals: [],
      ratios: {
        "cheaper from so many writes per put on": Number(cheaper?.[0] ?? 0),
        "dearest, against direct puts": rounded(Number(rows[0]?.[2]) / Number(rows[0]?.[1])),
      },
    };
  },
};

async function rowAt(perKey: number, seconds: number): Promise<(string | number)[]> {
  const perSecond = perKey * KEYS;
  const writes = Math.max(400, Math.min(perSecond * seconds, 40_000));
  const load = uniform({ name: `cost ${perKey}`, writes, keys: KEYS, perSecond });
  const run = await runRight(sluice(), load.writes, CALM);
  const { queueOperations, ledger } = run;
  const { kv, queues, objects } = dollarsPerMillion({
    writes: load.writes.length,
    kvWrites: run.kv.writeCalls,
    queueOperations,
    ledger,
  });
  return [
    rounded(load.writes.length / run.kv.writeCalls, 1),
    rounded(PRICES.workerRequest + PRICES.kvWrite),
    rounded(PRICES.workerRequest + kv + queues + objects),
    rounded(kv),
    rounded(queues),
    rounded(objects),
  ];
}
