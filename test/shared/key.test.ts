import { describe, expect, it } from "vitest";
import { Key, keyId, keyProblem, parseKeyId, shardOf, utf8Bytes } from "../../shared/key.ts";
import { Namespace } from "../../shared/write-intent.ts";
import { fc } from "../support/property.ts";

const EMOJI = "😀";

const name = fc.record({
  namespace: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
  key: fc.string({ unit: "binary", minLength: 1, maxLength: 100 }),
});

describe("a key", () => {
  it.each([
    ["one character", "a"],
    ["512 bytes of ASCII", "x".repeat(512)],
    ["512 bytes of emoji", EMOJI.repeat(128)],
    ["three dots", "..."],
    ["a path with dots", "a/../b"],
    ["a newline and a NUL", "a\n\u0000b"],
    ["a leading slash", "/a"],
    ["the name of an object's own machinery", "__proto__"],
  ])("may be %s", (_case, key) => {
    expect(keyProblem(key)).toBeNull();
    expect(Key.parse(key)).toBe(key);
  });

  it.each([
    ["empty", "", "expected a key of 1 to 512 bytes, got an empty one"],
    ["a dot", ".", 'expected a key other than "." and "..", which KV refuses'],
    ["two dots", "..", 'expected a key other than "." and "..", which KV refuses'],
    ["513 bytes", "x".repeat(513), "expected at most 512 bytes of UTF-8, got 513"],
    [
      "513 bytes with emoji",
      `${EMOJI.repeat(128)}x`,
      "expected at most 512 bytes of UTF-8, got 513",
    ],
    ["a lone high surrogate", "a\ud83d", "expected well-formed Unicode, got a lone surrogate"],
    ["a lone low surrogate", "\ude00a", "expected well-formed Unicode, got a lone surrogate"],
    [
      "surrogates in the wrong order",
      "\ude00\ud83d",
      "expected well-formed Unicode, got a lone surrogate",
    ],
  ])("is not %s", (_case, key, problem) => {
    expect(keyProblem(key)).toBe(problem);
    expect(Key.safeParse(key).error?.issues[0]?.message).toBe(problem);
  });

  it("is taken exactly when it is well-formed, no dot name and 1 to 512 bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (key) => {
        const sizeBytes = Buffer.byteLength(key, "utf8");
        const fits = sizeBytes >= 1 && sizeBytes <= 512 && key !== "." && key !== "..";
        expect(keyProblem(key) === null).toBe(fits);
      }),
    );
  });

  it("is measured in bytes of UTF-8", () => {
    expect(utf8Bytes("ключ")).toBe(8);
    expect(utf8Bytes(EMOJI)).toBe(4);
  });
});

describe("keyId", () => {
  it("gives namespace and key back, newlines in the key included", () => {
    fc.assert(
      fc.property(name, (given) => {
        expect(Namespace.safeParse(given.namespace).success).toBe(true);
        expect(parseKeyId(keyId(given))).toEqual(given);
      }),
    );
  });

  it("differs for different keys", () => {
    const a = keyId({ namespace: "a", key: "b\nc" });
    expect(a).not.toBe(keyId({ namespace: "a", key: "bc" }));
    expect(a).not.toBe(keyId({ namespace: "b", key: "b\nc" }));
  });
});

describe("shardOf", () => {
  // Stored data depends on these: another value here means that ledgers lose their keys.
  it.each([
    ["default", "a", 7, 231],
    ["default", "user:1", 2, 170],
    ["default", "user:2", 7, 23],
    ["other", "user:1", 3, 3],
    ["default", "ключ", 0, 232],
    ["default", EMOJI, 1, 233],
    ["default", "a/b?c#d\n", 7, 183],
    ["default", "x".repeat(512), 4, 188],
  ])("puts %s %s always into the same shard", (namespace, key, of8, of256) => {
    expect(shardOf({ namespace, key }, 8)).toBe(of8);
    expect(shardOf({ namespace, key }, 256)).toBe(of256);
    expect(shardOf({ namespace, key }, 1)).toBe(0);
  });

  it("is a whole number in range for every key and count", () => {
    fc.assert(
      fc.property(name, fc.integer({ min: 1, max: 256 }), (given, shards) => {
        const shard = shardOf(given, shards);
        expect(Number.isInteger(shard)).toBe(true);
        expect(shard).toBeGreaterThanOrEqual(0);
        expect(shard).toBeLessThan(shards);
      }),
    );
  });

  it("spreads numbered keys over all shards, none with twice its share", () => {
    const counts = new Map<number, number>();
    for (let n = 0; n < 8_000; n++) {
      const shard = shardOf({ namespace: "default", key: `user:${n}` }, 8);
      counts.set(shard, (counts.get(shard) ?? 0) + 1);
    }
    expect(counts.size).toBe(8);
    expect(Math.max(...counts.values())).toBeLessThan(2_000);
  });
});
