import { Cover } from "../measure/cover.ts";
import type { PeerReport } from "../measure/peer-report.ts";
import { percentile } from "../measure/percentile.ts";
import { updates, type Write } from "../workload.ts";
import { openQueue, type Servers } from "./open-queue.ts";
import type { Peer, PeerQueue } from "./peer.ts";

const KEYS = 20;
const UPDATE_EVERY_MS = 100;
const ATTEMPTS = 10;

/** Sends the steady load through a queue on this machine's time, and waits until all is done. */
export async function runSteady(
  peer: Peer,
  servers: Servers,
  lengthMs: number,
): Promise<PeerReport["steady"]> {
  const writes = updates(KEYS, UPDATE_EVERY_MS, lengthMs);
  const running: { cover: Cover | null } = { cover: null };
  const run = { ...servers, name: "steady", attempts: ATTEMPTS };
  const { world, kv, queue, allDone } = await openQueue(peer, run, (...landed) =>
    running.cover?.landed(...landed),
  );
  try {
    const cover = new Cover(writes, world.now());
    running.cover = cover;
    await sendAll(queue, writes);
    await allDone();
    const newest = new Map(writes.map(({ key, number }) => [key, String(number)]));
    const delaysMs = cover.delaysMs(writes);
    return {
      keys: newest.size,
      wrongKeys: [...newest].filter(([key, value]) => kv.peek(key) !== value).length,
      puts: kv.counts.writeCalls,
      throttled: kv.counts.throttled,
      neverCovered: writes.length - delaysMs.length,
      p50Ms: percentile(delaysMs, 0.5),
      p99Ms: percentile(delaysMs, 0.99),
      longestMs: percentile(delaysMs, 1),
    };
  } finally {
    await queue.close();
  }
}

/** Each at its time, whether the one before was accepted or not: callers do not wait for each other. */
async function sendAll(queue: PeerQueue, writes: readonly Write[]): Promise<void> {
  await Promise.all(
    writes.map(async ({ atMs, key, number }) => {
      await new Promise((resolve) => setTimeout(resolve, atMs));
      await queue.write(key, number);
    }),
  );
}
