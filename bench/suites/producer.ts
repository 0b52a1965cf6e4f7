import { type Benchmark, type Findings, rounded } from "../benchmark.ts";
import { benchWorker, openWorkers, type Workers } from "../measure/harness.ts";
import { httpLoad } from "../measure/http-load.ts";
import { median, percentile } from "../measure/percentile.ts";
import { BENCH_TOKEN, PRODUCER, SINK } from "../measure/sluice-workers.ts";

const CONNECTIONS = 32;
const VALUE = "x".repeat(200);

const HONO = benchWorker("hono-put", { kv_namespaces: [{ binding: "KV", id: "default" }] });
const QUEUE = benchWorker("hono-send", {
  queues: { producers: [{ binding: "QUEUE", queue: "sluice-writes" }] },
});
/** Behind static files, as the producer is: locally that is a route through two more Workers. */
const ACCEPT = benchWorker("hono-accept", {
  queues: { producers: [{ binding: "QUEUE", queue: "sluice-writes" }] },
  assets: { directory: "producer/public", run_worker_first: ["/v1/*"] },
});

type Round = { readonly perSecond: number; readonly p50Ms: number; readonly p99Ms: number };

export const producer: Benchmark = {
  name: "producer",
  title: "The producer against a Worker that only puts",
  method:
    "PUT of 200 bytes over 32 connections in workerd, in turns: the producer with everything on " +
    "(token, checks, digest, stamp, send to the local queue, whose consumer does nothing) and a Hono " +
    "Worker that awaits `KV.put` on the local KV; the third awaits `Queue.send`, and the last makes the " +
    "same emulated calls as the producer and nothing else: `Queue.send`, behind the answer `Cache.put`, all behind " +
    "static files. Median of the rounds. The local queue and the " +
    "local KV are emulated, and the load comes from the same cores.",
  clock: "machine",
  run: async (extent): Promise<Findings> => {
    const [rounds, requests] = extent === "full" ? [3, 2_000] : [1, 500];
    const contenders = [[PRODUCER, SINK], [HONO], [QUEUE, SINK], [ACCEPT, SINK]];
    const [ours, hono, queue, accept] = await roundsOf(contenders, rounds, requests);
    if (!ours || !hono || !queue || !accept) throw new Error("no round");
    const speed = rounded(ours.perSecond / hono.perSecond);
    const tail = rounded(ours.p99Ms / hono.p99Ms);
    return {
      tables: [
        {
          id: "producer",
          title: `${requests.toLocaleString("en-US")} requests a round, ${rounds} rounds`,
          columns: ["Worker", "requests/s", "p50 (ms)", "p99 (ms)"],
          rows: [
            rowOf("Sluice's producer", ours),
            rowOf("Hono with KV.put", hono),
            rowOf("Hono with Queue.send", queue),
            rowOf("Hono with the producer's calls", accept),
          ],
        },
      ],
      goals: [
        {
          id: "producer-speed",
          what: "producer's requests/s against a Hono Worker that only puts",
          relation: "at least",
          goal: 0.9,
          figure: speed,
          unit: "×",
        },
        {
          id: "producer-tail",
          what: "producer's p99 against the same",
          relation: "at most",
          goal: 1.1,
          figure: tail,
          unit: "×",
        },
      ],
      ratios: {
        "requests/s against KV.put": speed,
        "requests/s against Queue.send": rounded(ours.perSecond / queue.perSecond),
        "requests/s against the same calls": rounded(ours.perSecond / accept.perSecond),
      },
    };
  },
};

const rowOf = (name: string, { perSecond, p50Ms, p99Ms }: Round) => [
  name,
  Math.round(perSecond),
  rounded(p50Ms, 1),
  rounded(p99Ms, 1),
];

/** All Workers run at the same time and take turns, so that a busy machine slows them alike. */
async function roundsOf(
  contenders: readonly Workers[],
  rounds: number,
  requests: number,
): Promise<readonly Round[]> {
  const opened = contenders.map((workers) => openWorkers(workers));
  try {
    const urls = await Promise.all(opened.map(({ url }) => url));
    const all: Round[][] = urls.map(() => []);
    for (let round = -1; round < rounds; round++) {
      for (const [at, url] of urls.entries()) {
        const measured = await measureRound(url, round, requests);
        // The first round warms up.
        if (round >= 0) all[at]?.push(measured);
      }
    }
    return all.map(medianOf);
  } finally {
    await Promise.all(opened.map(({ close }) => close()));
  }
}

async function measureRound(url: string, round: number, requests: number): Promise<Round> {
  const { tookMs, latenciesMs } = await httpLoad(url, requests, CONNECTIONS, (number) => ({
    method: "PUT",
    path: `/v1/kv/default/key-${round}-${number}`,
    headers: { Authorization: `Bearer ${BENCH_TOKEN}`, "Content-Type": "text/plain" },
    body: VALUE,
  }));
  return {
    perSecond: (requests * 1_000) / tookMs,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
  };
}

function medianOf(rounds: readonly Round[]): Round {
  const of = (pick: (round: Round) => number) => median(rounds.map(pick));
  return {
    perSecond: of((one) => one.perSecond),
    p50Ms: of((one) => one.p50Ms),
    p99Ms: of((one) => one.p99Ms),
  };
}
