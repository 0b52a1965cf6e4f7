import type { Dice } from "../../shared/backoff.ts";

/** How long a message that could not be decided stays away: doubles with each delivery up to the cap. */
export type RetryPace = { readonly baseSeconds: number; readonly capSeconds: number };

/**
 * The ledger or the store was out of reach. A message has 100 deliveries (`max_retries`), after which
 * the platform takes it away: with this cap they last most of a day, and then the dead-letter
 * queue's begin.
 */
export const UNTOLD_PACE: RetryPace = { baseSeconds: 2, capSeconds: 900 };
/** On the dead-letter queue, behind which there is nothing: deliveries outlast its retention. */
export const UNTOLD_DEAD_LETTER_PACE: RetryPace = { baseSeconds: 60, capSeconds: 43_200 };
/** A copy of the version is being written: longer than most leases. */
export const BUSY_PACE: RetryPace = { baseSeconds: 40, capSeconds: 900 };
/** A wrong setting or a broken invariant: somebody has to look, and nothing may be lost till then. */
export const BROKEN_PACE: RetryPace = { baseSeconds: 30, capSeconds: 14_400 };

/** Between half of the pace's time and all of it, so that batches drift apart. `attempts` begins at 1. */
export function retryDelaySeconds(attempts: number, pace: RetryPace, dice: Dice): number {
  const doublings = Math.min(attempts - 1, 30);
  const fullSeconds = Math.min(pace.capSeconds, pace.baseSeconds * 2 ** doublings);
  return Math.ceil(fullSeconds / 2 + (dice() * fullSeconds) / 2);
}
