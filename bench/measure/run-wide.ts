import type { Settings } from "../../shared/settings.ts";
import { queueOf } from "../../shared/write-queues.ts";
import { check } from "../benchmark.ts";
import type { LedgerCounts } from "../contender.ts";
import { NO_FAULTS, Platform } from "../platform/platform.ts";
import { VirtualKv } from "../platform/virtual-kv.ts";
import type { VirtualQueue } from "../platform/virtual-queue.ts";
import { type Capacity, type PickQueue, WideSluice } from "../sluice/wide-sluice.ts";
import type { Write } from "../workload.ts";
import { Cover } from "./cover.ts";
import { percentile } from "./percentile.ts";

export type WideOptions = {
  readonly writes: readonly Write[];
  readonly seconds: number;
  /** Writes of one request. */
  readonly bulk: number;
  readonly settings: Settings;
  readonly capacity: Capacity;
  readonly pick?: PickQueue;
};

export type WideRun = {
  /** Writes that got a 503. */
  readonly refused: number;
  /** Messages a second that the busiest queue is to take; what is sent again after a refusal is left out. */
  readonly queueMessagesPerSecond: number;
  /** Of one queue, at once. */
  readonly mostConsumers: number;
  /** Of a second, how much the busiest shard had to do; over 1 it falls behind. */
  readonly shardLoad: number;
  readonly batches: number;
  readonly kvWrites: number;
  readonly queueOperations: number;
  readonly ledger: LedgerCounts;
  readonly p99Ms: number;
};

/** Longer than anything waits here. */
const SETTLING_MS = 3_600_000;

/** Sends writes through a wide Sluice; throws when a key does not end with its newest accepted value. */
export async function runWide(options: WideOptions): Promise<WideRun> {
  const { writes, seconds, settings, capacity, pick = queueOf } = options;
  const platform = new Platform(1, NO_FAULTS);
  const startMs = platform.now();
  const cover = new Cover(writes, startMs);
  const kv = new VirtualKv(platform, (key, value, startedAtMs) =>
    cover.landed(key, Number(value), startedAtMs, platform.now()),
  );
  const sluice = new WideSluice(platform, kv, settings, capacity, pick);
  const refused = new Set<number>();
  for (const request of requests(writes, options.bulk)) {
    platform.engine.at(startMs + (request.at(-1)?.atMs ?? 0), async () => {
      for (const number of await sluice.accept(request)) refused.add(number);
    });
  }
  await platform.engine.run(() => false, startMs + SETTLING_MS);
  checkValues(writes, refused, kv);
  check(platform.violations.length === 0, "no broken promise", platform.violations.slice(0, 3));
  check(kv.counts.throttled === 0, "no 429 from KV", kv.counts);
  const all = [...sluice.queues.normal, ...sluice.queues.immediate];
  const sum = (count: (queue: VirtualQueue) => number) =>
    all.reduce((total, queue) => total + count(queue), 0);
  return {
    refused: refused.size,
    queueMessagesPerSecond: busiestQueue(options, sluice) / seconds,
    mostConsumers: most(all, ({ counts }) => counts.mostRunning),
    shardLoad: most(sluice.shards, ({ busyMs }) => busyMs) / (seconds * 1_000),
    batches: sum(({ counts }) => counts.batches),
    kvWrites: kv.counts.writeCalls,
    queueOperations: sum(({ counts }) => counts.operations),
    ledger: sluice.ledger.counts,
    p99Ms: percentile(cover.delaysMs(writes.filter(({ number }) => !refused.has(number))), 0.99),
  };
}

function busiestQueue(
  { writes, settings, pick = queueOf }: WideOptions,
  sluice: WideSluice,
): number {
  const counts = Array.from({ length: settings.WRITE_QUEUES }, () => 0);
  for (const { key } of writes) {
    const index = pick({ namespace: "default", key }, counts.length);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return Math.max(...counts, ...sluice.queues.immediate.map(({ counts: { offered } }) => offered));
}

function requests(writes: readonly Write[], bulk: number): readonly (readonly Write[])[] {
  const count = Math.ceil(writes.length / bulk);
  return Array.from({ length: count }, (_, index) =>
    writes.slice(index * bulk, (index + 1) * bulk),
  );
}

/** A refused write was never sent, so the newest of the others is the value of its key. */
function checkValues(writes: readonly Write[], refused: ReadonlySet<number>, kv: VirtualKv): void {
  const newest = new Map<string, number>();
  for (const { key, number } of writes) if (!refused.has(number)) newest.set(key, number);
  const wrong = [...newest].filter(([key, number]) => kv.peek(key) !== String(number));
  check(wrong.length === 0, "the newest accepted value in every key", {
    keys: newest.size,
    wrong: wrong.slice(0, 3),
  });
}

const most = <T>(all: readonly T[], figure: (one: T) => number): number =>
  Math.max(...all.map(figure));
