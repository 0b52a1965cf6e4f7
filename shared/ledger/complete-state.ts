import { versionTimeMs } from "../version.ts";
import { type DeadMark, emptyKeyState, type Held, type KeyState } from "./key-state.ts";
import type { KnownVersions } from "./known-versions.ts";
import type { Lease } from "./lease.ts";

type Earlier<Whole, Later extends keyof Whole> = Omit<Whole, Later> & Partial<Pick<Whole, Later>>;

type StoredLease = Earlier<Lease, "touchEndsAtMs" | "content" | "carried" | "charge">;
type StoredHeld = Earlier<Held, "priority" | "sinceMs">;
type StoredMark = Earlier<DeadMark, "isTouch">;

/** A key's state as it was stored by this version, or by one since 0.1.0 that knew less. */
export type StoredState = Omit<Partial<KeyState>, "lease" | "held" | "dead" | "known"> & {
  readonly lease?: StoredLease | null;
  readonly held?: StoredHeld | null;
  readonly dead?: readonly StoredMark[];
};

/** With what came later, in the sense of the version that has stored it. What is whole stays as it is. */
export function completeState(stored: StoredState, known: KnownVersions): KeyState {
  const { lease = null, held = null, dead = [] } = stored;
  return {
    ...emptyKeyState,
    ...stored,
    lease: lease === null ? null : completeLease(lease),
    held: held === null ? null : completeHeld(held),
    dead: dead.map(completeMark),
    known,
  };
}

function completeLease(lease: StoredLease): Lease {
  const { touchEndsAtMs = null, content = lease.version, carried = null, charge = null } = lease;
  return { ...lease, touchEndsAtMs, content, carried, charge };
}

function completeHeld(held: StoredHeld): Held {
  const { priority = "normal", sinceMs = versionTimeMs(held.version) } = held;
  return { ...held, priority, sinceMs };
}

function completeMark(mark: StoredMark): DeadMark {
  const { isTouch = false } = mark;
  return { ...mark, isTouch };
}
