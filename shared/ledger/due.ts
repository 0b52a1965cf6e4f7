import { type KeyState, needsRepair, type Operation } from "./key-state.ts";
import { touchDueMs } from "./touch.ts";

/** What something that is due waits for besides its time: an operation may be paused, a lease's end not. */
export const DUE_LANES = ["put", "delete", "lease"] as const;
export type DueLane = (typeof DUE_LANES)[number];

/** When something of a key has to be done, pauses aside. */
export type Due = { readonly atMs: number; readonly lane: DueLane };

/** When an operation may start again; a lane that is never paused may always. */
export const resumesAtMs = (lane: DueLane, pauses: Readonly<Record<Operation, number>>): number =>
  lane === "lease" ? 0 : pauses[lane];

/**
 * A held intent first: it is newer than anything that could be repaired. An outdated put without a
 * report has to end by itself, since nothing may come for its key any more. A touch has its turn when
 * neither will carry it.
 */
export function dueOf(state: KeyState): Due | null {
  const { lease, held, notBeforeMs } = state;
  const leaseEndMs = lease?.untilMs ?? 0;
  if (held !== null) {
    return { atMs: Math.max(notBeforeMs, leaseEndMs), lane: held.operation };
  }
  if (lease?.isOutdated === true) return { atMs: lease.untilMs, lane: "lease" };
  if (!needsRepair(state) || state.kept === null || state.doubt === null) return touchDue(state);
  const { doubt, kept } = state;
  return {
    atMs: Math.max(doubt.untilMs, notBeforeMs, kept.retryAtMs, leaseEndMs),
    lane: kept.operation,
  };
}

function touchDue(state: KeyState): Due | null {
  const dueMs = touchDueMs(state);
  if (dueMs === null || state.touch === null) return null;
  return { atMs: Math.max(dueMs, state.touch.sentUntilMs), lane: state.touch.operation };
}
