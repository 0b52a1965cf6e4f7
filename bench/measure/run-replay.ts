import { check } from "../benchmark.ts";
import { Isolates } from "../platform/isolates.ts";
import { type FaultRates, NO_FAULTS, Platform } from "../platform/platform.ts";
import { VirtualKv } from "../platform/virtual-kv.ts";
import { DEFAULT_BATCHES, SluicePipeline } from "../sluice/sluice.ts";
import type { Write } from "../workload.ts";

const WHO = { tokenId: "bench", note: null } as const;
const MINUTE_MS = 60_000;

export type ReplayRun = {
  /** Keys that were written anew and hold an older value now. */
  readonly rolledBack: number;
  /** Keys whose letter was to be applied and was not. */
  readonly lost: number;
  /** Puts of replayed letters beyond one each. */
  readonly twice: number;
  /** When each letter went out, from the start of the replay. */
  readonly sentMs: readonly number[];
  /** How long letters still went out after a cancel. */
  readonly afterCancelMs: number;
};

export type ReplayOptions = {
  readonly letters: number;
  readonly ratePerSecond: number;
  /** What happens half-way. */
  readonly halfWay: "nothing" | "kill" | "cancel";
};

/**
 * Every key dies, half of them are written anew, all letters are replayed: the old half must not come
 * back, the other half has to arrive, once.
 */
export async function runReplay(options: ReplayOptions): Promise<ReplayRun> {
  const { letters, ratePerSecond, halfWay } = options;
  const platform = new Platform(1, RATES);
  const puts = new Map<string, number>();
  const kv = new VirtualKv(platform, (key) => puts.set(key, (puts.get(key) ?? 0) + 1));
  const pipeline = new SluicePipeline(platform, kv, DEFAULT_BATCHES);
  const isolates = new Isolates(platform, kv, CALM, pipeline.deployment.start);
  const write = (number: number): Write => ({
    number,
    atMs: 0,
    key: `key-${number % letters}`,
    sizeBytes: 200,
  });
  const sendAll = async (first: number, count: number): Promise<void> => {
    for (let number = first; number < first + count; number++) {
      await isolates.request((handler) => handler(write(number)));
    }
  };
  const run = (work: () => Promise<unknown>) => drive(platform, work);
  kv.isRefusing = true;
  await run(() => sendAll(0, letters));
  const stored = pipeline.deadLetters.letters.count({}, {});
  check(stored === letters, `${letters} dead letters`, stored);
  kv.isRefusing = false;
  await run(() => sendAll(letters + letters / 2, letters / 2));
  puts.clear();
  const startedMs = platform.now();
  const halfMs = (letters / 2 / 2 / ratePerSecond) * 1_000;
  let cancelledMs = Number.POSITIVE_INFINITY;
  await run(async () => {
    const { object } = pipeline.deadLetters;
    const selection = { kind: "filter", filter: {} } as const;
    const started = await object.call((desk) =>
      desk.startReplay({ selection, access: {}, ratePerSecond }, WHO),
    );
    if (!started.ok) throw new Error("another replay runs");
    await platform.sleep(halfMs);
    if (halfWay === "kill") await object.restart();
    if (halfWay !== "cancel") return;
    cancelledMs = platform.now();
    await object.call((desk) => desk.cancelReplay(started.value.id, {}, WHO));
  });
  const lastSentMs = Math.max(0, ...pipeline.replayedAtMs);
  return {
    ...compareWithKv(kv, letters),
    twice: [...puts.values()].reduce((sum, count) => sum + count - 1, 0),
    sentMs: pipeline.replayedAtMs.map((atMs) => atMs - startedMs),
    afterCancelMs: Math.max(0, lastSentMs - cancelledMs),
  };
}

function compareWithKv(kv: VirtualKv, letters: number): Pick<ReplayRun, "rolledBack" | "lost"> {
  const numbers = Array.from({ length: letters }, (_, key) => key);
  const isNew = (key: number): boolean => key >= letters / 2;
  const valueAt = (key: number): string | null => kv.peek(`key-${key}`);
  return {
    rolledBack: numbers.filter((key) => isNew(key) && valueAt(key) !== String(key + letters))
      .length,
    lost: numbers.filter((key) => !isNew(key) && valueAt(key) !== String(key)).length,
  };
}

const RATES: FaultRates = NO_FAULTS;
const CALM = { count: 1, meanLifeMs: null };

/** Lets virtual time run until the work is done and all that it set going is over. */
async function drive(platform: Platform, work: () => Promise<unknown>): Promise<void> {
  const done = platform.sleep(1).then(work);
  await platform.engine.run(() => false, platform.now() + 10 * MINUTE_MS);
  await done;
}
