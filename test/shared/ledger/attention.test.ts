import { describe, expect, it } from "vitest";
import { keyId } from "../../../shared/key.ts";
import { type Attention, attentionOf, mergeAttention } from "../../../shared/ledger/attention.ts";
import type { KeyState } from "../../../shared/ledger/key-state.ts";
import {
  countKnown,
  noKnownVersions,
  rememberVersion,
} from "../../../shared/ledger/known-versions.ts";
import { aHeldState, aKeptState } from "../../support/a-key-state.ts";
import { NOW_MS, versionAt } from "../../support/versions.ts";

const NAME = { namespace: "default", key: "a" };
const id = (key: string) => keyId({ namespace: "default", key });
const look = (state: KeyState, access = {}) =>
  attentionOf([{ id: id("a"), state }], { access }, NOW_MS, () => () => null);

/** Versions of one key, one a second up to now, all but the newest superseded. */
function manyVersions(count: number) {
  let known = noKnownVersions;
  for (let index = count; index >= 0; index -= 1) {
    const version = versionAt(NOW_MS - index * 1_000);
    known = rememberVersion(known, version, index === 0 ? "pending" : "superseded", 0);
  }
  return known;
}

describe("attention", () => {
  it("goes to a key whose write may still land, until the repair", () => {
    const open = { ...NAME, untilMs: NOW_MS + 5_000 };
    expect(look(aKeptState({ doubtUntilMs: NOW_MS + 5_000 })).unknownOutcomes).toEqual({
      count: 1,
      keys: [open],
    });
    const state = aHeldState();
    expect(look(state).unknownOutcomes.count).toBe(0);
    const over = { ...state, doubt: { untilMs: NOW_MS - 1, of: "any" as const } };
    expect(look(over).unknownOutcomes.count).toBe(0);
  });

  it("goes to a key that waits for its second and lost ten versions within an hour", () => {
    const hot = { ...aHeldState({ reason: "pace" }), known: manyVersions(12) };
    expect(look(hot).hotKeys).toEqual([{ ...NAME, superseded: 12 }]);
    expect(look({ ...hot, known: manyVersions(9) }).hotKeys).toEqual([]);
    const held = { ...aHeldState({ reason: "quota" }), known: manyVersions(12) };
    expect(look(held).hotKeys).toEqual([]);
  });

  it("says since when a key is held, why, and until when", () => {
    const state = aHeldState({ reason: "backoff", sinceMs: NOW_MS - 5, notBeforeMs: NOW_MS + 9 });
    const held = { ...NAME, sinceMs: NOW_MS - 5 };
    expect(look(state).longestHeld).toEqual([
      { ...held, heldFor: "backoff", notBeforeMs: NOW_MS + 9 },
    ]);
    const paused = attentionOf([{ id: id("a"), state }], { access: {} }, NOW_MS, () => () => ({
      reason: "pause",
      untilMs: Number.POSITIVE_INFINITY,
    }));
    expect(paused.longestHeld).toEqual([{ ...held, heldFor: "pause", notBeforeMs: null }]);
  });

  it("tells how far a version lies ahead of the clock", () => {
    const known = rememberVersion(noKnownVersions, versionAt(NOW_MS + 40_000), "pending", 0);
    expect(look({ ...aHeldState(), known }).clockAheadMs).toBe(40_000);
    expect(look(aHeldState()).clockAheadMs).toBe(0);
  });

  it("names no key that the caller may not name", () => {
    const state = aHeldState();
    expect(look(state, { prefixes: ["b"] }).longestHeld).toEqual([]);
    expect(look(state, { namespaces: ["other"] }).longestHeld).toEqual([]);
  });

  it("of shards is that of all together: the foremost ten, and whether all were looked at", () => {
    const shard = (from: number): Attention => ({
      isComplete: from === 0,
      unknownOutcomes: { count: 30, keys: [] },
      hotKeys: Array.from({ length: 10 }, (_, index) => ({
        namespace: "default",
        key: `${from + index}`,
        superseded: from + index,
      })),
      longestHeld: [],
      clockAheadMs: from,
    });
    const merged = mergeAttention([shard(0), shard(5)]);
    expect(merged).toMatchObject({
      isComplete: false,
      unknownOutcomes: { count: 60 },
      clockAheadMs: 5,
    });
    expect(merged.hotKeys.map(({ superseded }) => superseded)).toEqual([
      14, 13, 12, 11, 10, 9, 9, 8, 8, 7,
    ]);
    expect(mergeAttention([]).isComplete).toBe(true);
  });
});

describe("the count of known versions in a state", () => {
  it("goes back to a time", () => {
    const known = manyVersions(20);
    expect(countKnown(known, "superseded", NOW_MS - 5_000)).toBe(5);
    expect(countKnown(known, "superseded", 0)).toBe(20);
    expect(countKnown(known, "pending", 0)).toBe(1);
    expect(countKnown(noKnownVersions, "pending", 0)).toBe(0);
  });
});
