import type { KeyState, Operation } from "./key-state.ts";
import { needsRepair } from "./key-state.ts";

/** When something of a key has to be sent back to the queue, pauses aside; and what it will write. */
export type Due = { readonly atMs: number; readonly operation: Operation };

/** A held intent first: it is newer than anything that could be repaired. */
export function dueOf(state: KeyState): Due | null {
  const leaseEndMs = state.lease?.untilMs ?? 0;
  if (state.held !== null) {
    return {
      atMs: Math.max(state.notBeforeMs, leaseEndMs),
      operation: state.held.operation,
    };
  }
  if (!needsRepair(state) || state.kept === null || state.doubt === null) return null;
  const { doubt, kept, notBeforeMs } = state;
  return {
    atMs: Math.max(doubt.untilMs, notBeforeMs, kept.retryAtMs, leaseEndMs),
    operation: kept.operation,
  };
}
