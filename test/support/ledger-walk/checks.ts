import type { KeyState } from "../../../shared/ledger/key-state.ts";
import { stateOfVersion, type VersionState } from "../../../shared/ledger/known-versions.ts";
import { FINAL_COUNTERS } from "../../../shared/ledger/tally.ts";
import { VERSION_LENGTH, type Version } from "../../../shared/version.ts";
import type { LedgerKey } from "../ledger-key.ts";

/** The last known state of every version that the ledger has ever seen. */
export type Truth = ReadonlyMap<Version, VersionState>;

export function truthAfter(before: Truth, state: KeyState): Truth {
  const truth = new Map(before);
  const { entries } = state.known;
  for (let at = 0; at < entries.length; at += VERSION_LENGTH + 1) {
    const version = entries.slice(at, at + VERSION_LENGTH);
    const known = stateOfVersion(state.known, version);
    if (known !== null) truth.set(version, known);
  }
  return truth;
}

/** Applied at once: a replay of what KV has held since another version was applied. */
const AFTER_DEAD: readonly VersionState[] = [
  ...(["dead", "pending", "applied", "superseded", "discarded"] as const),
];

/** A final state is final, except that a dead version may be replayed, superseded or discarded. */
export function checkTransition(before: Truth, after: Truth): void {
  for (const [version, from] of before) {
    const to = after.get(version);
    if (from === "pending" || to === from) continue;
    if (from === "dead" && to !== undefined && AFTER_DEAD.includes(to)) continue;
    throw new Error(`${version} went from ${from} to ${to}`);
  }
}

export function checkKey(key: LedgerKey, truth: Truth): void {
  checkCounters(key, truth);
  checkBodies(key);
  checkNewest(key.state);
  checkInFlight(key.state, truth);
}

function checkCounters({ state, tally }: LedgerKey, truth: Truth): void {
  const count = (wanted: VersionState): number =>
    [...truth.values()].filter((known) => known === wanted).length;
  for (const name of ["pending", ...FINAL_COUNTERS] as const) {
    expectEqual(`the counter ${name}`, tally[name], count(name));
  }
  expectEqual("the counter accepted", tally.accepted, truth.size);
  for (const [reason, held] of Object.entries(tally.held)) {
    expectEqual(`the counter of holds for ${reason}`, held, state.held?.reason === reason ? 1 : 0);
  }
}

/** What the state names has its body, and there is no other. */
function checkBodies({ state, heldBody, keptBody }: LedgerKey): void {
  expectEqual("the held body", heldBody?.version, state.held?.version);
  expectEqual("the held body's generation", heldBody?.generation, state.held?.generation);
  expectEqual("the kept body", keptBody?.version, state.kept?.version);
}

/** The newest version that counts is none of those older than what is applied, held or leased. */
function checkNewest({ hi, done, held, lease }: KeyState): void {
  for (const version of [done, held?.version, lease?.version]) {
    if (version === undefined || version === null) continue;
    if (hi === null || hi < version) throw new Error(`hi is ${hi}, but ${version} counts`);
  }
}

/** The version in flight gets its state from its own report or the end of its lease. */
function checkInFlight({ lease }: KeyState, truth: Truth): void {
  const known = lease === null ? undefined : truth.get(lease.version);
  if (known === "superseded" || known === "dead") {
    throw new Error(`${lease?.version} is ${known} while it is in flight`);
  }
}

export function checkPayloadUnneeded(key: LedgerKey, truth: Truth, version: Version): void {
  const { held, kept, lease } = key.state;
  const inFlight = lease !== null && key.nowMs < lease.untilMs ? lease : null;
  const isInHand = [held, kept, inFlight].some((one) => one?.version === version);
  const known = truth.get(version);
  if (isInHand || known === "pending" || known === "dead") {
    throw new Error(`the payload of ${version} is deleted, but it is ${known}`);
  }
}

function expectEqual(what: string, found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`${what} is ${found}, expected ${expected}`);
}
