import { type Benchmark, check, type Extent, type Findings, rounded } from "../benchmark.ts";
import type { PeerReport } from "../measure/peer-report.ts";
import { percentile } from "../measure/percentile.ts";
import { installPeers, runPeer } from "../measure/run-peer.ts";
import { runReplay } from "../measure/run-replay.ts";
import { CALM, runRight } from "../measure/side-by-side.ts";
import type { Goal } from "../report/record.ts";
import { findPostgres, postgresPlan } from "../servers/postgres.ts";
import { findRedis, redisPlan, redisSocket } from "../servers/redis.ts";
import { withServer } from "../servers/temporary-server.ts";
import { BATCH_SETTINGS, type BatchSettings, sluice } from "../sluice/sluice.ts";
import { updates } from "../workload.ts";

const KEYS = 20;
const UPDATE_EVERY_MS = 100;
const SLUICE_RATE_PER_SECOND = 50;
const VIRTUAL = "virtual time";

const PEERS = [
  ["graphile-preserve-run-at", "graphile-worker", "job_key, preserve_run_at, 1 s"],
  ["pg-boss-upsert", "pg-boss", "upsert, startAfter 1 s"],
  ["pg-boss-debounced", "pg-boss", "sendDebounced, 1 s"],
  ["bullmq-debounce", "BullMQ", "debounce, 1 s"],
  ["bullmq-keep-last", "BullMQ", "keepLastIfActive, delay 1 s"],
] as const;

type Steady = PeerReport["steady"];
type Measured = PeerReport & { readonly name: string; readonly setting: string };

export const peers: Benchmark = {
  name: "peers",
  title: "Job queues in the same place",
  method:
    "20 keys, 10 updates a second each, 10 s, and the replay of 1,000 dead letters after half of " +
    "their keys were written anew: graphile-worker and pg-boss over a PostgreSQL of their own, " +
    "BullMQ over a Redis of its own, each as its users would set it up for one newest value per key, " +
    "replayed by its own means, in front of a KV with the same rules as everywhere here: one write a " +
    "second and key, else 429; a put takes 10 to 30 ms. A key is right when it holds its newest value " +
    "at the end. The job queues run on this machine's time over local databases, Sluice on virtual " +
    "time over a model of Cloudflare's queues, whose batches wait for up to a second: compare what is " +
    "right, refused and rolled back; seconds only roughly. Versions: bench/peers/package.json.",
  clock: "machine",
  prepare: async () => {
    if (findPostgres() === null || findRedis() === null) {
      return "no PostgreSQL and Redis here; apt-get install postgresql redis-server";
    }
    return installPeers();
  },
  run: async (extent): Promise<Findings> => {
    const measured = [...(await measureSluice(extent)), ...(await measurePeers(extent))];
    const [ours] = measured;
    const best = measured
      .filter(({ setting, steady }) => !setting.includes(VIRTUAL) && isRight(steady))
      .toSorted((a, b) => a.steady.p99Ms - b.steady.p99Ms)[0];
    if (ours === undefined || best === undefined) throw new Error("no peer ended right");
    const against = (pick: (steady: Steady) => number): number =>
      rounded(pick(ours.steady) / pick(best.steady));
    return {
      tables: [steadyTable(measured), replayTable(measured)],
      goals: [
        goalOf(
          "p99",
          against(({ p99Ms }) => p99Ms),
        ),
        goalOf(
          "longest",
          against(({ longestMs }) => longestMs),
        ),
      ],
      ratios: {},
    };
  },
};

const isRight = ({ wrongKeys, neverCovered }: Steady): boolean => wrongKeys + neverCovered === 0;

const goalOf = (measure: string, figure: number): Goal => ({
  id: `peers-${measure}`,
  what: `cover ${measure}, default settings, against the best job queue that ends right`,
  relation: "at most",
  goal: 1,
  figure,
  unit: "×",
});

async function measurePeers(extent: Extent): Promise<readonly Measured[]> {
  const [postgres, redis] = [findPostgres(), findRedis()];
  if (postgres === null || redis === null) throw new Error("a server was removed meanwhile");
  return withServer(postgresPlan(postgres), (socketFolder) =>
    withServer(redisPlan(redis), async (folder, signal) => {
      const load = { ...loadOf(extent), postgres: socketFolder, redis: redisSocket(folder) };
      const measured: Measured[] = [];
      // One after the other: they share the cores.
      for (const [id, name, setting] of PEERS) {
        measured.push({ name, setting, ...(await runPeer(id, load, signal)) });
      }
      return measured;
    }),
  );
}

const loadOf = (extent: Extent) =>
  extent === "full" ? { lengthMs: 10_000, letters: 1_000 } : { lengthMs: 2_000, letters: 100 };

async function measureSluice(extent: Extent): Promise<readonly Measured[]> {
  const { letters } = loadOf(extent);
  const options = { letters, ratePerSecond: SLUICE_RATE_PER_SECOND, halfWay: "nothing" } as const;
  const { rolledBack, lost } = await runReplay(options);
  check(rolledBack + lost === 0, "nothing rolled back or lost", { rolledBack, lost });
  const replay = { letters, rewritten: letters / 2, rolledBack, lost };
  return Promise.all(
    BATCH_SETTINGS.map(async ([setting, batches]) => ({
      name: "Sluice",
      setting: `${setting}, ${VIRTUAL}`,
      steady: await sluiceSteady(batches, loadOf(extent).lengthMs),
      replay,
    })),
  );
}

async function sluiceSteady(batches: BatchSettings, lengthMs: number): Promise<Steady> {
  const writes = updates(KEYS, UPDATE_EVERY_MS, lengthMs);
  const { cover, kv } = await runRight(sluice(batches), writes, CALM);
  const delaysMs = cover.delaysMs(writes);
  return {
    keys: KEYS,
    wrongKeys: 0,
    puts: kv.writeCalls,
    throttled: kv.throttled,
    neverCovered: 0,
    p50Ms: percentile(delaysMs, 0.5),
    p99Ms: percentile(delaysMs, 0.99),
    longestMs: percentile(delaysMs, 1),
  };
}

const steadyTable = (measured: readonly Measured[]) => ({
  id: "peers-steady",
  title: "Until a write is covered",
  columns: [
    ...["queue", "setting", "keys right", "puts", "429s", "never covered"],
    ...["p50 (s)", "p99 (s)", "longest (s)"],
  ],
  rows: measured.map(({ name, setting, steady }) => [
    name,
    setting,
    `${steady.keys - steady.wrongKeys}/${steady.keys}`,
    steady.puts,
    steady.throttled,
    steady.neverCovered,
    ...[steady.p50Ms, steady.p99Ms, steady.longestMs].map((ms) => rounded(ms / 1_000, 2)),
  ]),
});

const replayTable = (measured: readonly Measured[]) => ({
  id: "peers-replay",
  title: "Replay of all dead letters after half of their keys were written anew",
  columns: ["queue", "setting", "dead letters", "keys written anew", "rolled back", "lost"],
  rows: measured.map(({ name, setting, replay }) => [
    name,
    setting,
    replay.letters,
    replay.rewritten,
    replay.rolledBack,
    replay.lost,
  ]),
});
