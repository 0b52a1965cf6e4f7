import type { Replay, ReplayRequest } from "../../shared/dead-letter-store-rpc.ts";
import { DeskRig } from "./desk-rig.ts";
import { putIntent, SOMEBODY } from "./letters.ts";

export const EVERYTHING: ReplayRequest = {
  selection: { kind: "filter", filter: {} },
  access: {},
  ratePerSecond: 10,
};

export const numbers = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => index + 1);

/** Dead letters 1 to `count`, in the ledger and in the store. */
export async function rigWith(count: number): Promise<DeskRig> {
  const rig = new DeskRig();
  await rig.die(...numbers(count).map((number) => putIntent(number)));
  return rig;
}

/** Starts a replay where none is running. */
export async function start(rig: DeskRig, request: ReplayRequest = EVERYTHING): Promise<Replay> {
  const started = await rig.desk.startReplay(request, SOMEBODY);
  if (!started.ok) throw new Error(`${started.error.running} is running`);
  return started.value;
}
