import type { Stop } from "../gate/shard-gate.ts";
import { MS_PER_DAY, QUEUE_RETENTION_DAYS } from "../limits.ts";
import { type Version, versionTimeMs } from "../version.ts";
import { type DueWork, dueOf } from "./due.ts";
import type { HoldReason, KeyState } from "./key-state.ts";
import { newestKnown, type VersionState } from "./known-versions.ts";
import { rememberedState } from "./remembered-state.ts";
import { newestTouch } from "./touch.ts";

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
  /** Of a touch that was applied: whether there was a value to touch. */
  readonly found: "value" | "nothing" | null;
};

export function statusOfKey(
  state: KeyState,
  version: Version | null,
  nowMs: number,
  stopOfWork: StopOfWork,
): KeyStatus {
  return {
    newest: newestKnown(state.known),
    applied: newestApplied(state),
    version: version === null ? null : statusOfVersion(state, version, nowMs, stopOfWork),
  };
}

function statusOfVersion(
  state: KeyState,
  version: Version,
  nowMs: number,
  stopOfWork: StopOfWork,
): VersionStatus {
  const { touch, touched, held } = state;
  const isOpenTouch = touch?.intent.version === version;
  const isHeld = held?.version === version || isOpenTouch;
  const due = isHeld ? dueOf(state) : null;
  const stop = due === null ? null : stopOfWork(due.work);
  const mark = state.dead.find((dead) => dead.version === version);
  const counted = state.failures?.version === version ? state.failures.count : null;
  const reason = isOpenTouch ? touch.reason : (held?.reason ?? null);
  return {
    version,
    state: mark !== undefined ? "dead" : seenState(state, version, nowMs),
    heldFor: isHeld ? (stop?.reason ?? reason) : null,
    notBeforeMs: due === null ? null : knownTime(Math.max(due.atMs, stop?.untilMs ?? 0)),
    failures: mark?.failures ?? (isOpenTouch && touch.failures > 0 ? touch.failures : counted),
    found: touched?.version === version ? touched.found : null,
  };
}

/** Null for what ends when somebody says so. */
const knownTime = (timeMs: number): number | null => (Number.isFinite(timeMs) ? timeMs : null);

function newestApplied({ done, doneAtMs, touched }: KeyState): KeyStatus["applied"] {
  if (touched !== null && touched.version > (done ?? "")) {
    return { version: touched.version, atMs: touched.atMs };
  }
  return done === null ? null : { version: done, atMs: doneAtMs ?? 0 };
}

/**
 * A version that was never seen may still be in a queue; older than the newest, it has lost. A newer
 * touch takes nothing from it.
 */
function seenState(state: KeyState, version: Version, nowMs: number): VersionState | "unknown" {
  const seen = rememberedState(state, version);
  if (seen !== null) return seen;
  const newestSeen = newestKnown(state.known);
  const newest = newestSeen === newestTouch(state) ? state.hi : newestSeen;
  if (newest !== null && version < newest) return "superseded";
  const isRecent = versionTimeMs(version) + QUEUE_RETENTION_DAYS * MS_PER_DAY > nowMs;
  return isRecent ? "pending" : "unknown";
}
