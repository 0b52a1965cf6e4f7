import type { DeadLetter } from "../../shared/dead-letter.ts";
import type { DeadMark } from "../../shared/ledger/key-state.ts";
import type { PlannedVersion, Unreadable } from "./plan-batch.ts";

/** What was decided about all deliveries of one version, or about one unreadable message. */
export type Decided =
  | { readonly kind: "finished"; readonly end: End; readonly deliveries: readonly number[] }
  /** Acknowledged once the letter is stored. */
  | { readonly kind: "dead"; readonly letter: DeadLetter; readonly deliveries: readonly number[] }
  /** The ledger could not be told: has to come again. */
  | { readonly kind: "untold"; readonly deliveries: readonly number[] }
  /** Another copy is being written right now: ask again when its lease is over. */
  | { readonly kind: "busy"; readonly deliveries: readonly number[] };

export type End = "applied" | "unchanged" | "held" | "superseded";

export const finished = (version: PlannedVersion, end: End): Decided => ({
  kind: "finished",
  end,
  deliveries: version.deliveries,
});

export const untold = (version: PlannedVersion): Decided => ({
  kind: "untold",
  deliveries: version.deliveries,
});

/** The letter of a version that the ledger calls dead, with the evidence that it has counted. */
export function deadVersion(version: PlannedVersion, mark: DeadMark): Decided {
  return {
    kind: "dead",
    letter: {
      kind: "intent",
      intent: { ...version.intent, generation: mark.generation },
      reason: mark.failure.reason,
      detail: mark.failure.detail,
      failures: mark.failures,
      firstSeenAtMs: mark.firstSeenAtMs,
      lastSeenAtMs: mark.lastSeenAtMs,
    },
    deliveries: version.deliveries,
  };
}

export const deadMessage = (unreadable: Unreadable): Decided => ({
  kind: "dead",
  letter: unreadable.letter,
  deliveries: [unreadable.delivery],
});
