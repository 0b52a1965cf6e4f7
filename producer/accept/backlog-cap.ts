import { addTally, heldTotal, openTally } from "../../shared/ledger/tally.ts";
import type { Settings } from "../../shared/settings.ts";
import type { BacklogCap, Services } from "../ports.ts";
import { problem } from "../problems.ts";
import { reach } from "../reach.ts";

type CapServices = Pick<Services, "clock" | "ledger" | "report"> & {
  readonly settings: Pick<Settings, "MAX_HELD">;
};

/** How long an isolate goes by the same figure, so that a flood of writes does not ask for each. */
const REMEMBERED_MS = 5_000;

export const noCap: BacklogCap = { refusal: async () => null };

/**
 * Refuses new writes while `MAX_HELD` intents wait in the ledger: an answer that says so is better
 * than a backlog without an end. Without the setting nothing is asked. A ledger that does not answer
 * refuses nothing: the queue is durable without it.
 */
export function backlogCap(services: CapServices): BacklogCap {
  const { MAX_HELD: maxHeld } = services.settings;
  if (maxHeld === undefined) return noCap;
  let held = 0;
  let askAgainMs = Number.NEGATIVE_INFINITY;
  return {
    refusal: async () => {
      if (services.clock.now() >= askAgainMs) {
        // Set before the answer, so that others do not ask meanwhile.
        askAgainMs = services.clock.now() + REMEMBERED_MS;
        held = (await countHeld(services)) ?? 0;
      }
      if (held < maxHeld) return null;
      return problem(
        "backlog-full",
        `${held} writes wait already, and MAX_HELD is ${maxHeld}: try again later`,
      );
    },
  };
}

async function countHeld(services: CapServices): Promise<number | null> {
  const summaries = await reach(services, "the ledger", () => services.ledger.summaries());
  if (!summaries.ok) return null;
  const tally = openTally();
  for (const summary of summaries.value) addTally(tally, summary.tally);
  return heldTotal(tally);
}
