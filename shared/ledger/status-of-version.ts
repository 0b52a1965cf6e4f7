import type { Stop } from "../gate/shard-gate.ts";
import { MS_PER_DAY, QUEUE_RETENTION_DAYS } from "../limits.ts";
import { type Version, versionTimeMs } from "../version.ts";
import { type DueWork, dueOf } from "./due.ts";
import type { HoldReason, KeyState } from "./key-state.ts";
import { newestKnown, stateOfVersion, type VersionState } from "./known-versions.ts";

/** What stops work of a kind in the key's namespace now, beside what its key says. */
export type StopOfWork = (work: DueWork) => Stop | null;

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

export function statusOfKey(
  state: KeyState,
  version: Version | null,
  nowMs: number,
  stopOfWork: StopOfWork,
): KeyStatus {
  return {
    newest: newestKnown(state.known),
    applied: state.done === null ? null : { version: state.done, atMs: state.doneAtMs ?? 0 },
    version: version === null ? null : statusOfVersion(state, version, nowMs, stopOfWork),
  };
}

function statusOfVersion(
  state: KeyState,
  version: Version,
  nowMs: number,
  stopOfWork: StopOfWork,
): VersionStatus {
  const held = state.held?.version === version ? state.held : null;
  const due = held === null ? null : dueOf(state);
  const stop = due === null ? null : stopOfWork(due.work);
  const mark = state.dead.find((dead) => dead.version === version);
  const counted = state.failures?.version === version ? state.failures.count : null;
  return {
    version,
    state: mark !== undefined ? "dead" : seenState(state, version, nowMs),
    heldFor: held === null ? null : (stop?.reason ?? held.reason),
    notBeforeMs: due === null ? null : knownTime(Math.max(due.atMs, stop?.untilMs ?? 0)),
    failures: mark?.failures ?? counted,
  };
}

/** Null for what ends when somebody says so. */
const knownTime = (timeMs: number): number | null => (Number.isFinite(timeMs) ? timeMs : null);

/** A version that was never seen may still be in a queue; older than the newest, it has lost. */
function seenState(state: KeyState, version: Version, nowMs: number): VersionState | "unknown" {
  const seen = stateOfVersion(state.known, version);
  if (seen !== null) return seen;
  const newest = newestKnown(state.known);
  if (newest !== null && version < newest) return "superseded";
  const isRecent = versionTimeMs(version) + QUEUE_RETENTION_DAYS * MS_PER_DAY > nowMs;
  return isRecent ? "pending" : "unknown";
}
