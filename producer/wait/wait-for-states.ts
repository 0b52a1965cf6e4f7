import type { FinalState } from "../../shared/ledger/known-versions.ts";
import type { VersionName } from "../../shared/ledger/protocol.ts";
import type { Services } from "../ports.ts";
import { reach } from "../reach.ts";
import type { Poll } from "./wait-board.ts";

/** What waiting for a write needs of the world. */
export type WaitServices = Pick<Services, "clock" | "ledger" | "waits" | "report">;

const FIRST_PAUSE_MS = 250;
const LAST_PAUSE_MS = 1_000;
const PAUSE_GROWTH = 1.25;

/**
 * Resolves to the final state of every version, in their order, or to null when one is still open at
 * `untilMs`, or when the caller has gone. A ledger that does not answer is asked again.
 */
export async function waitForStates(
  services: WaitServices,
  names: readonly VersionName[],
  untilMs: number,
  signal: AbortSignal,
): Promise<readonly FinalState[] | null> {
  const { clock, waits } = services;
  waits.enter(names);
  try {
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      const leftMs = untilMs - clock.now();
      if (leftMs <= 0 || !(await passes(services, Math.min(pauseMs, leftMs), signal))) return null;
      const polls = waits.takePolls(names, clock.now(), FIRST_PAUSE_MS);
      await Promise.all(polls.map((poll) => ask(services, poll)));
      const states = waits.statesOf(names);
      if (states !== null) return states;
      pauseMs = Math.min(pauseMs * PAUSE_GROWTH, LAST_PAUSE_MS);
    }
  } finally {
    waits.leave(names);
  }
}

async function ask(services: WaitServices, { shard, names }: Poll): Promise<void> {
  const states = await reach(services, "the ledger", () => services.ledger.states(shard, names));
  if (states.ok) services.waits.post(names, states.value);
}

/** False when the caller has gone meanwhile. */
async function passes(
  { clock }: WaitServices,
  durationMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await clock.sleep(durationMs, signal);
    return true;
  } catch {
    return false;
  }
}
