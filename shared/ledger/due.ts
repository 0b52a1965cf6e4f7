import { parseKeyId } from "../key.ts";
import type { Priority } from "../write-intent.ts";
import { type KeyState, needsRepair, type Operation } from "./key-state.ts";
import { touchDueMs } from "./touch.ts";

/** When something of a key has to be done, stops aside, and what. */
export type Due = { readonly atMs: number; readonly work: DueWork };

/** A repair counts as immediate: KV may hold a wrong value until it is done. */
export type DueWork =
  | { readonly kind: "write"; readonly operation: Operation; readonly priority: Priority }
  | { readonly kind: "lease" };

/**
 * What is stopped and goes on together: writes of one operation and priority in one namespace. So
 * the many that wait in a paused namespace are never looked at to find another's.
 */
export type DueLane = string;

export const LEASE_LANE: DueLane = "lease";

export function laneOf(id: string, { work }: Due): DueLane {
  if (work.kind === "lease") return LEASE_LANE;
  return `${work.operation}/${work.priority}/${parseKeyId(id).namespace}`;
}

export type WriteLane = {
  readonly operation: Operation;
  readonly priority: Priority;
  readonly namespace: string;
};

/** Null for the lane of leases. */
export function parseLane(lane: DueLane): WriteLane | null {
  const [operation, priority, namespace] = lane.split("/");
  if (operation !== "put" && operation !== "delete") return null;
  if (namespace === undefined) throw new Error(`no lane of the ledger: "${lane}"`);
  return { operation, priority: priority === "immediate" ? "immediate" : "normal", namespace };
}

/**
 * A held intent first: it is newer than anything that could be repaired. An outdated put without a
 * report has to end by itself, since nothing may come for its key any more. A touch has its turn when
 * neither will carry it.
 */
export function dueOf(state: KeyState): Due | null {
  const { lease, held, notBeforeMs } = state;
  const leaseEndMs = lease?.untilMs ?? 0;
  if (held !== null) {
    const { operation, priority, sinceMs } = held;
    return {
      atMs: Math.max(notBeforeMs, leaseEndMs, sinceMs),
      work: { kind: "write", operation, priority },
    };
  }
  if (lease?.isOutdated === true) return { atMs: lease.untilMs, work: { kind: "lease" } };
  if (!needsRepair(state) || state.kept === null || state.doubt === null) return touchDue(state);
  const { doubt, kept } = state;
  return {
    atMs: Math.max(doubt.untilMs, notBeforeMs, kept.retryAtMs, leaseEndMs),
    work: { kind: "write", operation: kept.operation, priority: "immediate" },
  };
}

function touchDue(state: KeyState): Due | null {
  const dueMs = touchDueMs(state);
  if (dueMs === null || state.touch === null) return null;
  const { operation, sentUntilMs, intent } = state.touch;
  return {
    atMs: Math.max(dueMs, sentUntilMs),
    work: { kind: "write", operation, priority: intent.priority },
  };
}
