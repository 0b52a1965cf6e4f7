import { realTime } from "../platform/real-time.ts";
import { VirtualKv } from "../platform/virtual-kv.ts";
import type { Peer, PeerQueue, PeerRun } from "./peer.ts";
import { until } from "./until.ts";

export type Servers = Pick<PeerRun, "postgres" | "redis">;

type Opened = {
  readonly world: ReturnType<typeof realTime>;
  readonly kv: VirtualKv;
  readonly queue: PeerQueue;
  /** Resolves when no job waits, runs, or will be tried again. */
  readonly allDone: () => Promise<void>;
};

type OnLand = (key: string, number: number, startedAtMs: number, landedAtMs: number) => void;

/** A peer's queue on this machine's time, in front of a KV that the benchmarks use for everybody. */
export async function openQueue(
  peer: Peer,
  run: Servers & Pick<PeerRun, "name" | "attempts">,
  onLand: OnLand = () => {},
): Promise<Opened> {
  const world = realTime(1);
  const kv = new VirtualKv(world, (key, value, startedAtMs) =>
    onLand(key, Number(value), startedAtMs, world.now()),
  );
  const put = (key: string, number: number) => kv.put(key, String(number));
  const queue = await peer.open({ ...run, put });
  const allDone = () => until("every job was done", async () => (await queue.openJobs()) === 0);
  return { world, kv, queue, allDone };
}
