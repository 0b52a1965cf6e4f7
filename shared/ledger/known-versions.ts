import { laterVersion, VERSION_LENGTH, type Version, versionTimeMs } from "../version.ts";

/** How a version may end. Only `dead` may be left again, by a replay. */
export const FINAL_STATES = [
  "applied",
  "superseded",
  "dead",
  "dropped",
  "expired",
  "discarded",
] as const;
export type FinalState = (typeof FINAL_STATES)[number];

/** The state of a version that the ledger has seen. */
export type VersionState = "pending" | FinalState;

const CODES: Readonly<Record<VersionState, string>> = {
  pending: "p",
  applied: "a",
  superseded: "s",
  dead: "d",
  dropped: "x",
  expired: "e",
  discarded: "r",
};
const STATES = new Map(Object.entries(CODES).map(([state, code]) => [code, state as VersionState]));

/**
 * Versions of one key that are remembered one by one; older ones are known to be superseded, unless they
 * are pending.
 */
export const MAX_KNOWN_VERSIONS = 1_000;

const ENTRY_LENGTH = VERSION_LENGTH + 1;

/**
 * The versions of one key and their states, newest first, as one string of fixed-width entries:
 * a hot key's thousand versions stay one cheap column, and looking one up is a binary search.
 * `horizon` is the newest version that was forgotten: what is not newer and not here was superseded.
 */
export type KnownVersions = { readonly entries: string; readonly horizon: Version | null };

export const noKnownVersions: KnownVersions = { entries: "", horizon: null };

export function stateOfVersion(known: KnownVersions, version: Version): VersionState | null {
  const index = indexOf(known.entries, version);
  return index.found ? stateAt(known.entries, index.at) : null;
}

export const newestKnown = (known: KnownVersions): Version | null =>
  known.entries === "" ? null : known.entries.slice(0, VERSION_LENGTH);

/** How many of the versions from `sinceMs` on are in a state. */
export function countKnown(known: KnownVersions, state: VersionState, sinceMs: number): number {
  const { entries } = known;
  let count = 0;
  for (let at = 0; at < countOf(entries); at += 1) {
    if (versionTimeMs(versionAt(entries, at)) < sinceMs) break;
    if (stateAt(entries, at) === state) count += 1;
  }
  return count;
}

/** Sets the state of a version, forgetting what is over the count or older than `oldestMs`. */
export function rememberVersion(
  known: KnownVersions,
  version: Version,
  state: VersionState,
  oldestMs: number,
): KnownVersions {
  const index = indexOf(known.entries, version);
  const start = index.at * ENTRY_LENGTH;
  const rest = known.entries.slice(index.found ? start + ENTRY_LENGTH : start);
  return forget(
    {
      entries: known.entries.slice(0, start) + version + CODES[state] + rest,
      horizon: known.horizon,
    },
    oldestMs,
  );
}

/** A pending version is never forgotten, however many newer ones came; it keeps no other from that. */
function forget(known: KnownVersions, oldestMs: number): KnownVersions {
  const { entries } = known;
  let { horizon } = known;
  let count = countOf(entries);
  let pending = "";
  while (count > 1) {
    const oldest = versionAt(entries, count - 1);
    const isOld = versionTimeMs(oldest) < oldestMs;
    if (!isOld && count + countOf(pending) <= MAX_KNOWN_VERSIONS) break;
    count -= 1;
    const isPending = stateAt(entries, count) === "pending";
    if (isPending)
      pending = entries.slice(count * ENTRY_LENGTH, (count + 1) * ENTRY_LENGTH) + pending;
    else horizon = laterVersion(horizon, oldest);
  }
  if (count + countOf(pending) === countOf(entries)) return known;
  return { entries: entries.slice(0, count * ENTRY_LENGTH) + pending, horizon };
}

const countOf = (entries: string): number => entries.length / ENTRY_LENGTH;

const versionAt = (entries: string, index: number): Version =>
  entries.slice(index * ENTRY_LENGTH, index * ENTRY_LENGTH + VERSION_LENGTH);

function stateAt(entries: string, index: number): VersionState {
  const code = entries.charAt(index * ENTRY_LENGTH + VERSION_LENGTH);
  const state = STATES.get(code);
  if (state === undefined) throw new Error(`known versions hold an unknown state "${code}"`);
  return state;
}

/** Where the version is, or where it would be put; entries descend. */
function indexOf(
  entries: string,
  version: Version,
): { readonly at: number; readonly found: boolean } {
  // Nearly every question is about the newest version, or about one that is newer than all.
  const newest = versionAt(entries, 0);
  if (version >= newest) return { at: 0, found: version === newest };
  let low = 0;
  let high = countOf(entries);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (versionAt(entries, middle) > version) low = middle + 1;
    else high = middle;
  }
  return { at: low, found: low < countOf(entries) && versionAt(entries, low) === version };
}
