import { describe, expect, it } from "vitest";
import { L1Cache, openL1 } from "../../../producer/l1/l1-cache.ts";
import { aVersion, NOW_MS } from "../../support/versions.ts";

const MIB = 1_048_576;
const NAME = { namespace: "default", key: "session:1" };

const cacheOf = (maxBytes = 8 * MIB, ttlSeconds: Record<string, number> = { "session:": 60 }) =>
  new L1Cache({ L1_TTL_SECONDS: ttlSeconds, L1_MAX_BYTES: maxBytes });

const aValue = (sizeBytes: number, version: string | null = aVersion()) => ({
  bytes: new Uint8Array(sizeBytes),
  metadataJson: null,
  version,
});

describe("the L1 cache", () => {
  it("is off until a prefix has a life", () => {
    expect(openL1({ L1_TTL_SECONDS: {}, L1_MAX_BYTES: MIB })).toBeNull();
    expect(openL1({ L1_TTL_SECONDS: { "": 5 }, L1_MAX_BYTES: MIB })).toBeInstanceOf(L1Cache);
  });

  it("keeps a value as long as its longest prefix says", () => {
    const cache = cacheOf(MIB, { "": 5, "session:": 60, "session:short:": 1 });
    expect(["x", "session:1", "session:short:1"].map((key) => cache.ttlOf(key))).toEqual([
      5, 60, 1,
    ]);
    expect(cacheOf().ttlOf("user:1")).toBeNull();
    cache.keep("a", NAME, aValue(10), NOW_MS);
    expect(cache.find("a", NAME, NOW_MS + 59_999)).not.toBeNull();
    expect(cache.find("a", NAME, NOW_MS + 60_000)).toBeNull();
  });

  it("keeps nothing of other prefixes", () => {
    const cache = cacheOf();
    cache.keep("a", { ...NAME, key: "user:1" }, aValue(10), NOW_MS);
    expect(cache.counts()).toMatchObject({ stored: 0, entries: 0 });
  });

  it("never answers one identity with what another one read", () => {
    const cache = cacheOf();
    cache.keep("a", NAME, aValue(10), NOW_MS);
    expect(cache.find("b", NAME, NOW_MS)).toBeNull();
    expect(cache.find("a", { ...NAME, namespace: "other" }, NOW_MS)).toBeNull();
    expect(cache.find("a", NAME, NOW_MS)).not.toBeNull();
  });

  it("stays under its byte limit with values of 1 MB, and lets the least recently used go", () => {
    const cache = cacheOf(8 * MIB);
    const names = Array.from({ length: 50 }, (_, index) => ({ ...NAME, key: `session:${index}` }));
    for (const name of names) {
      cache.keep("a", name, aValue(1_000_000), NOW_MS);
      cache.find("a", { ...NAME, key: "session:0" }, NOW_MS);
      expect(cache.counts().bytes).toBeLessThanOrEqual(8 * MIB);
    }
    const kept = names.filter((name) => cache.find("a", name, NOW_MS) !== null);
    expect(kept.map(({ key }) => key)).toEqual([
      "session:0",
      ...names.slice(-7).map(({ key }) => key),
    ]);
  });

  it("keeps no value that is larger than its limit", () => {
    const cache = cacheOf(MIB);
    cache.keep("a", NAME, aValue(2 * MIB), NOW_MS);
    expect(cache.find("a", NAME, NOW_MS)).toBeNull();
    expect(cache.counts()).toMatchObject({ entries: 0, bytes: 0 });
  });

  it("forgets a written key for every identity, and keeps older versions out for two minutes", () => {
    const cache = cacheOf(MIB, { "session:": 3_600 });
    const [older, newer] = [aVersion(0), aVersion(5)];
    for (const identity of ["a", "b"]) cache.keep(identity, NAME, aValue(1, older), NOW_MS);
    cache.supersede(NAME, newer, NOW_MS);
    for (const identity of ["a", "b"]) expect(cache.find(identity, NAME, NOW_MS)).toBeNull();
    for (const version of [older, null]) {
      cache.keep("a", NAME, aValue(1, version), NOW_MS + 119_999);
      expect(cache.find("a", NAME, NOW_MS + 119_999)).toBeNull();
    }
    cache.keep("a", NAME, aValue(1, newer), NOW_MS);
    expect(cache.find("a", NAME, NOW_MS)).not.toBeNull();
    cache.drop(NAME);
    cache.keep("a", NAME, aValue(1, older), NOW_MS + 120_000);
    expect(cache.find("a", NAME, NOW_MS + 120_000)).not.toBeNull();
  });

  it("remembers no write of a key that it may not keep", () => {
    const cache = cacheOf(MIB, { "session:": 60 });
    cache.supersede(NAME, aVersion(1), NOW_MS);
    for (let index = 0; index < 20_000; index++) {
      cache.supersede({ ...NAME, key: `other:${index}` }, aVersion(2), NOW_MS);
    }
    cache.keep("a", NAME, aValue(1, aVersion(0)), NOW_MS);
    expect(cache.find("a", NAME, NOW_MS)).toBeNull();
  });

  it("counts what it did", () => {
    const cache = cacheOf();
    cache.find("a", NAME, NOW_MS);
    cache.keep("a", NAME, aValue(100), NOW_MS);
    cache.find("a", NAME, NOW_MS);
    cache.find("a", NAME, NOW_MS);
    cache.supersede(NAME, aVersion(1), NOW_MS);
    expect(cache.counts()).toEqual({
      hits: 2,
      misses: 1,
      stored: 1,
      dropped: 1,
      entries: 0,
      bytes: 0,
    });
  });

  it("hits more than 70 % of session reads: 20 users, a request every other second each", () => {
    const cache = cacheOf();
    for (let second = 0; second < 600; second++) {
      for (let user = second % 2; user < 20; user += 2) {
        const name = { ...NAME, key: `session:${user}` };
        const nowMs = NOW_MS + second * 1_000;
        if (cache.find("a", name, nowMs) === null) cache.keep("a", name, aValue(500), nowMs);
      }
    }
    const { hits, misses } = cache.counts();
    expect(hits / (hits + misses)).toBeGreaterThan(0.7);
  });
});
