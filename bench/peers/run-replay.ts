import { check } from "../benchmark.ts";
import type { PeerReport } from "../measure/peer-report.ts";
import { openQueue, type Servers } from "./open-queue.ts";
import { PACE_MS, type Peer, type PeerQueue } from "./peer.ts";

const LANES = 10;

/** Every key dies, half of them are written anew, all that is dead is replayed. */
export async function runReplay(
  peer: Peer,
  servers: Servers,
  letters: number,
): Promise<PeerReport["replay"]> {
  const run = { ...servers, name: "replay", attempts: 1 };
  const { world, kv, queue, allDone } = await openQueue(peer, run);
  try {
    const rewritten = letters / 2;
    kv.isRefusing = true;
    await writeAll(queue, letters, letters, 0);
    await allDone();
    const dead = await queue.deadJobs();
    check(dead === letters, `${letters} dead jobs of ${peer.id}`, dead);
    kv.isRefusing = false;
    await writeAll(queue, rewritten, letters, letters);
    await allDone();
    const keys = Array.from({ length: letters }, (_, number) => number);
    const isNew = (key: number): boolean => key < rewritten;
    const valueAt = (key: number): string | null => kv.peek(`key-${key}`);
    const missing = keys.filter((key) => isNew(key) && valueAt(key) !== String(key + letters));
    check(missing.length === 0, `every new write of ${peer.id} in KV`, missing.length);
    // A replay that KV refused for the second of its key would be no proof.
    await world.sleep(PACE_MS);
    await queue.replay();
    await allDone();
    return {
      letters,
      rewritten,
      rolledBack: keys.filter((key) => isNew(key) && valueAt(key) !== String(key + letters)).length,
      lost: keys.filter((key) => !isNew(key) && valueAt(key) !== String(key)).length,
    };
  } finally {
    await queue.close();
  }
}

/** Writes the first `count` of `keys` keys, numbered from `first` on. */
async function writeAll(
  queue: PeerQueue,
  count: number,
  keys: number,
  first: number,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < count; at = next++) {
      await queue.write(`key-${at % keys}`, first + at);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
