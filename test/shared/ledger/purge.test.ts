import { describe, expect, it } from "vitest";
import { emptyKeyState, type KeyState } from "../../../shared/ledger/key-state.ts";
import {
  appliedTags,
  deletionVersion,
  hasEnded,
  isInReach,
  isOutlived,
} from "../../../shared/ledger/purge.ts";
import { formatVersion } from "../../../shared/version.ts";
import { aVersion, NOW_MS, versionAt } from "../../support/versions.ts";

const HOUR_MS = 3_600_000;
const written = { content: "c", stamp: aVersion(1), digest: null, expiresAtMs: null };
const holding = (fields: object): KeyState => ({
  ...emptyKeyState,
  doneAtMs: NOW_MS,
  written: { ...written, ...fields },
});

describe("the tags that a key is found by", () => {
  it("are those of the value that was applied", () => {
    expect(appliedTags(holding({ tags: ["a"] }))).toEqual(["a"]);
  });

  it("are none without a value, or without tags", () => {
    expect(appliedTags(emptyKeyState)).toEqual([]);
    expect(appliedTags(holding({}))).toEqual([]);
    expect(appliedTags(holding({ stamp: null, tags: ["a"] }))).toEqual([]);
  });
});

describe("the deletions of a purge", () => {
  const purge = { version: versionAt(NOW_MS, 3, 2 ** 40 - 2) };

  it("have a version each, as old as the purge, also at the end of all nodes", () => {
    const versions = [0, 1, 2, 3].map((position) => deletionVersion(purge, position));
    expect(versions[0]).toBe(purge.version);
    expect(versions[3]).toBe(formatVersion({ timeMs: NOW_MS, counter: 3 }, 1));
    expect(new Set(versions).size).toBe(4);
    for (const version of versions) {
      expect(version < versionAt(NOW_MS, 4)).toBe(true);
      expect(version > versionAt(NOW_MS, 2, 2 ** 40 - 1)).toBe(true);
    }
  });

  it("are not sent for a key with a newer write, nor where one of them is known", () => {
    const outlived = (hi: string | null) => isOutlived(purge, { ...emptyKeyState, hi });
    expect(outlived(null)).toBe(false);
    expect(outlived(versionAt(NOW_MS, 2))).toBe(false);
    expect(outlived(versionAt(NOW_MS, 4))).toBe(true);
    expect(outlived(deletionVersion(purge, 3))).toBe(true);
  });

  it("reach the keys that the caller may name", () => {
    const access = { namespaces: ["default"], prefixes: ["mine:"] };
    expect(isInReach({ access }, "default\nmine:a")).toBe(true);
    expect(isInReach({ access }, "default\ntheirs:a")).toBe(false);
    expect(isInReach({ access }, "other\nmine:a")).toBe(false);
  });
});

describe("a value with an expiration", () => {
  it("has ended for certain an hour after it", () => {
    const state = holding({ expiresAtMs: NOW_MS + HOUR_MS });
    expect(hasEnded(state, NOW_MS + 2 * HOUR_MS - 1)).toBe(false);
    expect(hasEnded(state, NOW_MS + 2 * HOUR_MS)).toBe(true);
  });

  it("lives a minute at least from when it was written", () => {
    const state = holding({ expiresAtMs: NOW_MS });
    expect(hasEnded(state, NOW_MS + HOUR_MS + 59_999)).toBe(false);
    expect(hasEnded(state, NOW_MS + HOUR_MS + 60_000)).toBe(true);
  });

  it("has not ended for certain while a put may still land", () => {
    const state = holding({ expiresAtMs: NOW_MS });
    const doubt = { untilMs: NOW_MS, of: "any" } as const;
    expect(hasEnded({ ...state, doubt }, NOW_MS + 9 * HOUR_MS)).toBe(false);
    expect(hasEnded(holding({}), NOW_MS + 9 * HOUR_MS)).toBe(false);
  });
});
