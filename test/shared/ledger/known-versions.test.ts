import { describe, expect, it } from "vitest";
import {
  type KnownVersions,
  MAX_KNOWN_VERSIONS,
  newestKnown,
  noKnownVersions,
  rememberVersion,
  stateOfVersion,
  type VersionState,
} from "../../../shared/ledger/known-versions.ts";
import { type Version, versionTimeMs } from "../../../shared/version.ts";
import { fc } from "../../support/property.ts";
import { aVersion, NOW_MS } from "../../support/versions.ts";

const STATES: readonly VersionState[] = [
  "pending",
  "applied",
  "superseded",
  "dead",
  "dropped",
  "expired",
  "discarded",
];

const EVER_MS = 0;

const remember = (
  known: KnownVersions,
  n: number,
  state: VersionState,
  oldestMs = EVER_MS,
): KnownVersions => rememberVersion(known, aVersion(n), state, oldestMs);

/** The same in the plainest way: a map, and the newest version that was dropped from it. */
class NaiveKnown {
  readonly states = new Map<Version, VersionState>();
  horizon: Version | null = null;

  remember(version: Version, state: VersionState, oldestMs: number): void {
    this.states.set(version, state);
    for (const oldest of [...this.states.keys()].sort().slice(0, -1)) {
      const isTooOld = versionTimeMs(oldest) < oldestMs;
      const isTooMany = this.states.size > MAX_KNOWN_VERSIONS;
      if (!(isTooOld || isTooMany)) return;
      if (this.states.get(oldest) === "pending") continue;
      this.states.delete(oldest);
      if (this.horizon === null || oldest > this.horizon) this.horizon = oldest;
    }
  }
}

type Step = { readonly n: number; readonly state: VersionState; readonly oldest: number };

/** Runs the steps on both and compares all that can be asked. */
function compare(prefix: number, steps: readonly Step[]): void {
  let known = noKnownVersions;
  const naive = new NaiveKnown();
  const step = (version: Version, state: VersionState, oldestMs: number): void => {
    known = rememberVersion(known, version, state, oldestMs);
    naive.remember(version, state, oldestMs);
  };
  for (let n = 0; n < prefix; n++) step(aVersion(n * 3), "superseded", EVER_MS);
  for (const { n, state, oldest } of steps) step(aVersion(n), state, NOW_MS + oldest);
  expect(known.horizon).toBe(naive.horizon);
  expect(newestKnown(known)).toBe([...naive.states.keys()].sort().at(-1) ?? null);
  const asked = new Set([...naive.states.keys(), ...steps.map(({ n }) => aVersion(n))]);
  for (const version of asked) {
    expect(stateOfVersion(known, version)).toBe(naive.states.get(version) ?? null);
  }
}

const aStep = (maxN: number) =>
  fc.record({
    n: fc.nat(maxN),
    state: fc.constantFrom(...STATES),
    oldest: fc.oneof({ weight: 9, arbitrary: fc.constant(-1) }, fc.nat(maxN)),
  });

describe("the known versions of a key", () => {
  it("answer as a map does, forgetting what is too old but for what is pending", () => {
    fc.assert(
      fc.property(fc.array(aStep(40), { maxLength: 60 }), (steps) => compare(0, steps)),
      { numRuns: 500 },
    );
  });

  it("answer as a map does around their greatest count", () => {
    const prefix = MAX_KNOWN_VERSIONS - 5;
    fc.assert(
      fc.property(fc.array(aStep(3 * prefix), { maxLength: 30 }), (steps) =>
        compare(prefix, steps),
      ),
      { numRuns: 30 },
    );
  });

  it("remember every state", () => {
    for (const state of STATES) {
      expect(stateOfVersion(remember(noKnownVersions, 1, state), aVersion(1))).toBe(state);
    }
  });

  it("know nothing at first", () => {
    expect(stateOfVersion(noKnownVersions, aVersion())).toBeNull();
    expect(newestKnown(noKnownVersions)).toBeNull();
  });

  it("keep the newest 1,000 and say which was forgotten last", () => {
    let known = noKnownVersions;
    for (let n = 1; n <= MAX_KNOWN_VERSIONS + 2; n++) known = remember(known, n, "superseded");
    expect(known.horizon).toBe(aVersion(2));
    expect(stateOfVersion(known, aVersion(2))).toBeNull();
    expect(stateOfVersion(known, aVersion(3))).toBe("superseded");
  });

  it("never forget a pending version, however many newer ones come", () => {
    let known = remember(noKnownVersions, 0, "pending");
    for (let n = 1; n <= MAX_KNOWN_VERSIONS + 50; n++) known = remember(known, n, "superseded");
    expect(stateOfVersion(known, aVersion(0))).toBe("pending");
    known = remember(known, 0, "superseded");
    expect(stateOfVersion(known, aVersion(0))).toBe("superseded");
  });

  it("stay as few beside a pending version that nobody decides", () => {
    let known = remember(noKnownVersions, 0, "pending");
    for (let n = 1; n <= 2 * MAX_KNOWN_VERSIONS; n++) known = remember(known, n, "superseded");
    expect(known.entries.length).toBe(MAX_KNOWN_VERSIONS * (aVersion().length + 1));
    expect(known.horizon).toBe(aVersion(MAX_KNOWN_VERSIONS + 1));
    expect(stateOfVersion(known, aVersion(1))).toBeNull();
  });

  it("never forget the last one, however old", () => {
    const known = remember(noKnownVersions, 1, "applied", NOW_MS + 1_000);
    expect(stateOfVersion(known, aVersion(1))).toBe("applied");
  });

  it("never move their horizon back when an older version is remembered again", () => {
    let known = noKnownVersions;
    for (let n = 10; n <= MAX_KNOWN_VERSIONS + 15; n++) known = remember(known, n, "superseded");
    expect(known.horizon).toBe(aVersion(15));
    // A dead letter from before the horizon is discarded: its mark had kept it known.
    expect(remember(known, 1, "discarded").horizon).toBe(aVersion(15));
  });

  it("stay as they were: a change makes new ones", () => {
    const before = Object.freeze(remember(noKnownVersions, 1, "pending"));
    remember(before, 1, "applied");
    expect(stateOfVersion(before, aVersion(1))).toBe("pending");
  });

  it("throw on stored text that no release has written", () => {
    const broken = { entries: `${aVersion()}?`, horizon: null };
    expect(() => stateOfVersion(broken, aVersion())).toThrow('unknown state "?"');
  });
});
