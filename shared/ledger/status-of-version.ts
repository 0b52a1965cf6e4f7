import { MS_PER_DAY, QUEUE_RETENTION_DAYS } from "../limits.ts";
import { type Version, versionTimeMs } from "../version.ts";
import { dueOf, resumesAtMs } from "./due.ts";
import type { HoldReason, KeyState } from "./key-state.ts";
import { newestKnown, stateOfVersion, type VersionState } from "./known-versions.ts";
import type { Pauses } from "./turn.ts";

export type KeyStatus = {
  readonly newest: Version | null;
  readonly applied: { readonly version: Version; readonly atMs: number } | null;
  readonly version: VersionStatus | null;
};

export type VersionStatus = {
  readonly version: Version;
  readonly state: VersionState | "unknown";
  readonly heldFor: HoldReason | null;
  readonly notBeforeMs: number | null;
  readonly failures: number | null;
};

/** `pauses` are the shard's: an operation that is stopped holds longer than its key says. */
export function statusOfKey(
  state: KeyState,
  version: Version | null,
  nowMs: number,
  pauses: Pauses,
): KeyStatus {
  return {
    newest: newestKnown(state.known),
    applied: state.done === null ? null : { version: state.done, atMs: state.doneAtMs ?? 0 },
    version: version === null ? null : statusOfVersion(state, version, nowMs, pauses),
  };
}

function statusOfVersion(
  state: KeyState,
  version: Version,
  nowMs: number,
  pauses: Pauses,
): VersionStatus {
  const isHeld = state.held?.version === version;
  const mark = state.dead.find((dead) => dead.version === version);
  const counted = state.failures?.version === version ? state.failures.count : null;
  return {
    version,
    state: mark !== undefined ? "dead" : seenState(state, version, nowMs),
    heldFor: isHeld && state.held !== null ? state.held.reason : null,
    notBeforeMs: isHeld ? notBeforeOf(state, pauses) : null,
    failures: mark?.failures ?? counted,
  };
}

function notBeforeOf(state: KeyState, pauses: Pauses): number | null {
  const due = dueOf(state);
  return due === null ? null : Math.max(due.atMs, resumesAtMs(due.lane, pauses));
}

/** A version that was never seen may still be in a queue; older than the newest, it has lost. */
function seenState(state: KeyState, version: Version, nowMs: number): VersionState | "unknown" {
  const seen = stateOfVersion(state.known, version);
  if (seen !== null) return seen;
  const newest = newestKnown(state.known);
  if (newest !== null && version < newest) return "superseded";
  const isRecent = versionTimeMs(version) + QUEUE_RETENTION_DAYS * MS_PER_DAY > nowMs;
  return isRecent ? "pending" : "unknown";
}
