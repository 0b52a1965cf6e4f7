import type { Tally } from "../../shared/ledger/tally.ts";
import { pollUntil } from "../../test/support/poll-until.ts";
import { readTally } from "../../test/support/read-tally.ts";
import type { RunningSluice } from "../../test/support/run-sluice.ts";

const TIMEOUT_MS = 60_000;

/** Waits until the ledger has seen so many accepted writes and none of them waits any more. */
export async function untilSettled(sluice: RunningSluice, accepted: number): Promise<Tally> {
  let tally = await readTally(sluice.consumer);
  await pollUntil(async () => {
    tally = await readTally(sluice.consumer);
    return tally.accepted + tally.late >= accepted && tally.pending === 0;
  }, TIMEOUT_MS);
  return tally;
}
