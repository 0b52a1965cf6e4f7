import { existsSync } from "node:fs";
import { check } from "../benchmark.ts";
import { benchWorker, openWorkers } from "./harness.ts";
import { median } from "./percentile.ts";
import { cpuMicrosOf } from "./process-cpu.ts";
import { workerdProcesses } from "./process-memory.ts";
import { CONSUMER } from "./sluice-workers.ts";

const LANES = 8;
const BATCH = 100;
/** Where the objects' files are made: a disk would be waited for at every commit. */
const MEMORY_FOLDER = "/dev/shm";

export type ShardLoad = {
  /** Runtimes at the same time, each with a consumer, keys and shards of its own. */
  readonly runtimes: number;
  readonly shardsEach: number;
  /** What a batch has is of one of so many queues; as many as shards, and it meets one shard. */
  readonly queuesEach: number;
  /** In all runtimes together, per round. */
  readonly batches: number;
  readonly rounds: number;
};

export type ShardPace = { readonly perSecond: number; readonly cpuMicros: number };

/**
 * Intents per second, and CPU of all workerd processes per intent: medians of rounds after one that
 * warms up.
 */
export async function shardPace(load: ShardLoad): Promise<ShardPace> {
  const before = workerdProcesses();
  const folderBefore = process.env.TMPDIR;
  if (existsSync(MEMORY_FOLDER)) process.env.TMPDIR = MEMORY_FOLDER;
  const opened = Array.from({ length: load.runtimes }, () => openWorkers(workers(load.shardsEach)));
  try {
    const urls = await Promise.all(opened.map(({ url }) => url));
    const pids = new Set([...workerdProcesses()].filter((pid) => !before.has(pid)));
    const paces: ShardPace[] = [];
    for (let round = 0; round <= load.rounds; round++) {
      const pace = await roundOf(urls, load, round, pids);
      if (round > 0) paces.push(pace);
    }
    return {
      perSecond: median(paces.map((pace) => pace.perSecond)),
      cpuMicros: median(paces.map((pace) => pace.cpuMicros)),
    };
  } finally {
    await Promise.all(opened.map(({ close }) => close()));
    if (folderBefore === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = folderBefore;
  }
}

async function roundOf(
  urls: readonly string[],
  load: ShardLoad,
  round: number,
  pids: ReadonlySet<number>,
): Promise<ShardPace> {
  const batches = load.batches / load.runtimes;
  const intents = batches * BATCH;
  const query = `batches=${batches}&lanes=${LANES}&first=${round * intents}&queues=${load.queuesEach}`;
  const startedMs = performance.now();
  const cpuBefore = cpuMicrosOf(pids);
  await Promise.all(urls.map((url) => drive(`${url}/?${query}`, intents)));
  const cpuMicros = cpuMicrosOf(pids) - cpuBefore;
  const tookMs = performance.now() - startedMs;
  const all = intents * urls.length;
  return { perSecond: (all * 1_000) / tookMs, cpuMicros: cpuMicros / all };
}

async function drive(url: string, intents: number): Promise<void> {
  const response = await fetch(url);
  check(response.ok, "every batch handled", response.status);
  const { puts } = (await response.json()) as { readonly puts: number };
  check(puts === intents, "a put per intent", puts);
}

const workers = (shards: number) => [
  benchWorker("ledger-driver", {
    vars: { SHARDS: shards },
    durable_objects: {
      bindings: [{ name: "LEDGER", class_name: "Ledger", script_name: "sluice-consumer" }],
    },
  }),
  { ...CONSUMER, vars: { LEDGER_SHARDS: shards } },
];
