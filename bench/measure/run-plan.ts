import { Settings } from "../../shared/settings.ts";
import { Random } from "../../test/simulation/random.ts";
import type { PickQueue } from "../sluice/wide-sluice.ts";
import type { Write } from "../workload.ts";
import { runWide, type WideRun } from "./run-wide.ts";
import { LIMITS, type ScalePlan } from "./scale-plan.ts";

export const LOAD_SECONDS = 1;

/** Writes of one request, from so many a second on: nobody sends ten thousand single ones. */
const BULK = { from: 10_000, writes: 100 };
/** Half of all writes go to keys that get so many a second. */
const HOT_PER_SECOND = 10;

/** One second of that load over that many queues and shards. */
export function runPlan(plan: ScalePlan, pick?: PickQueue): Promise<WideRun> {
  const { perSecond, queues, shards, immediateConsumers } = plan;
  return runWide({
    writes: loadOf(perSecond),
    seconds: LOAD_SECONDS,
    bulk: bulkOf(perSecond),
    settings: Settings.parse({ WRITE_QUEUES: queues, LEDGER_SHARDS: shards }),
    capacity: {
      messagesPerSecond: LIMITS.queueMessagesPerSecond,
      consumers: LIMITS.consumersPerQueue,
      callMs: LIMITS.shardCallMs,
      itemMs: LIMITS.shardItemMs,
      immediateConsumers,
    },
    ...(pick === undefined ? {} : { pick }),
  });
}

/** How much of each limit the busiest queue or shard uses; over 1 it does not suffice. */
export const sharesOf = (run: WideRun): readonly (readonly [limit: string, share: number])[] => [
  ["messages/s of a queue", run.queueMessagesPerSecond / LIMITS.queueMessagesPerSecond],
  ["consumers of a queue", run.mostConsumers / LIMITS.consumersPerQueue],
  ["time of a shard", run.shardLoad],
];

export const bulkOf = (perSecond: number): number => (perSecond < BULK.from ? 1 : BULK.writes);

function loadOf(perSecond: number): readonly Write[] {
  const random = new Random(perSecond, "scale");
  const hotKeys = perSecond / 2 / HOT_PER_SECOND;
  return Array.from({ length: perSecond * LOAD_SECONDS }, (_, number) => ({
    number,
    atMs: Math.floor((number * 1_000) / perSecond),
    key: number % 2 === 0 ? `own:${number}` : `hot:${random.int(0, hotKeys - 1)}`,
    sizeBytes: 200,
  }));
}
