import { type Benchmark, type Findings, rounded } from "../benchmark.ts";
import { canReadProcesses } from "../measure/process-memory.ts";
import { type ShardPace, shardPace } from "../measure/shard-pace.ts";

export const ledger: Benchmark = {
  name: "ledger",
  title: "What a shard of the ledger admits",
  method:
    "Batches of 100 keys that the ledger has not seen, eight at a time, from a Worker through the " +
    "real Durable Objects in workerd: planned, admitted, applied to a KV that answers at once, settled. " +
    "All that a workerd runs, it runs on one thread; so shards that are to work at the same time are spread over " +
    "two of them, each with a consumer and half of the keys. With a queue for each shard (`WRITE_QUEUES`), the " +
    "keys of a batch are of one shard; with one queue a batch meets them all. What a core does is told by CPU time (that of all " +
    "workerd processes, consumer included), since other work on the machine has its share of the seconds. " +
    "Files are in memory (/dev/shm): on a disk, workerd's one thread waits for a flush at every commit of every object.",
  clock: "machine",
  prepare: async () =>
    canReadProcesses() ? null : "no /proc here to read a process's CPU time from",
  run: async (extent): Promise<Findings> => {
    const [batches, rounds] = extent === "full" ? [200, 5] : [20, 1];
    const paces: (readonly [string, ShardPace])[] = [];
    for (const { name, ...spread } of SPREADS) {
      paces.push([name, await shardPace({ ...spread, batches, rounds })]);
    }
    const one = paces[0]?.[1] ?? NOTHING;
    const spread = paces.at(-1)?.[1] ?? NOTHING;
    const perCore = (pace: ShardPace) => rounded(one.cpuMicros / pace.cpuMicros);
    return {
      tables: [
        {
          id: "ledger",
          title: "Admitted and settled",
          columns: ["shards", "intents/s", "CPU per intent, µs", "per core, against one shard"],
          rows: paces.map(([name, pace]) => [
            name,
            Math.round(pace.perSecond),
            Math.round(pace.cpuMicros),
            perCore(pace),
          ]),
        },
      ],
      goals: [
        {
          id: "ledger-speed",
          what: "admissions per second of one shard in workerd, each also settled",
          relation: "at least",
          goal: 5_000,
          figure: Math.round(one.perSecond),
          unit: "/s",
        },
        {
          id: "ledger-shards",
          what: "eight shards with eight queues in two runtimes against one shard, intents per core",
          relation: "at least",
          goal: 0.8,
          figure: perCore(spread),
          unit: "×",
        },
      ],
      ratios: { "eight shards against one": perCore(spread) },
    };
  },
};

const SPREADS = [
  { name: "1", runtimes: 1, shardsEach: 1, queuesEach: 1 },
  { name: "8", runtimes: 1, shardsEach: 8, queuesEach: 1 },
  { name: "8 with 8 queues", runtimes: 1, shardsEach: 8, queuesEach: 8 },
  { name: "2, in two runtimes", runtimes: 2, shardsEach: 1, queuesEach: 1 },
  { name: "8 with 8 queues, in two runtimes", runtimes: 2, shardsEach: 4, queuesEach: 4 },
] as const;

const NOTHING: ShardPace = { perSecond: 0, cpuMicros: 0 };
