import { describe, expect, it } from "vitest";
import { checkPutOptions } from "../../../producer/drop-in/put-options.ts";
import { NOW_MS } from "../../support/versions.ts";

const NOW_SECONDS = NOW_MS / 1_000;

const optionsOf = (given: unknown) => {
  const checked = checkPutOptions(given, NOW_MS);
  if (!checked.ok) throw checked.error;
  return checked.value;
};
const errorOf = (given: unknown): Error => {
  const checked = checkPutOptions(given, NOW_MS);
  if (checked.ok) throw new Error("the options were taken");
  return checked.error;
};

describe("the options of put", () => {
  it.each([undefined, null, {}, [], { unknown: 1 }, { metadata: null }])(
    "may be absent: %j",
    (given) => {
      expect(optionsOf(given)).toEqual({
        expiration: undefined,
        metadata: undefined,
        tags: undefined,
      });
    },
  );

  it.each([
    [{ expirationTtl: 60 }, 60],
    [{ expirationTtl: 60.9 }, 60],
    [{ expirationTtl: "3600" }, 3_600],
    [{ expiration: NOW_SECONDS + 60 }, 60],
    [{ expiration: 1, expirationTtl: 100 }, 100],
  ])("make an expiration absolute: %j", (given, aheadSeconds) => {
    expect(optionsOf(given).expiration).toBe(NOW_SECONDS + aheadSeconds);
  });

  it.each([
    [{ expirationTtl: 59 }, "Invalid expiration_ttl of 59. Expiration TTL must be at least 60."],
    [{ expirationTtl: Number.POSITIVE_INFINITY }, "Invalid expiration_ttl of 0."],
    [{ expirationTtl: null }, "Invalid expiration_ttl of 0."],
    [{ expiration: NOW_SECONDS }, "Please specify integer greater than the current number"],
    [{ expiration: NOW_SECONDS + 59 }, "must be at least 60 seconds in the future."],
    [{ metadata: () => 1 }, "Metadata is not serializable as JSON."],
    [{ metadata: JSON.parse('{"__proto__":1}') }, "Metadata: expected no member named __proto__."],
  ])("are refused as a bad request: %j", (given, text) => {
    const { name, message } = errorOf(given);
    expect(name).toBe("Error");
    expect(message).toMatch(/^KV PUT failed: 400 /);
    expect(message).toContain(text);
  });

  it("are refused beyond 32 bits", () => {
    expect(errorOf({ expiration: -(2 ** 31) - 1 })).toBeInstanceOf(TypeError);
  });

  it.each([5, "options", true])("have to be an object: %j", (given) => {
    expect(errorOf(given)).toBeInstanceOf(TypeError);
  });

  it("keep of metadata what JSON keeps", () => {
    const metadata = { date: new Date(0), none: undefined, list: [undefined] };
    expect(optionsOf({ metadata }).metadata).toEqual({
      date: "1970-01-01T00:00:00.000Z",
      list: [null],
    });
  });

  it("leave room for the version in the metadata, to the byte", () => {
    const stampBytes = ',"sluice":{"v":"0000000000000000000000"}'.length;
    const ofBytes = (sizeBytes: number) => ({ a: "x".repeat(sizeBytes - '{"a":""}'.length) });
    const limit = 1_024 - stampBytes;
    expect(optionsOf({ metadata: ofBytes(limit) }).metadata).toEqual(ofBytes(limit));
    expect(errorOf({ metadata: ofBytes(limit + 1) }).message).toBe(
      `KV PUT failed: 413 Metadata length of ${limit + 1} exceeds limit of ${limit}: ` +
        `Sluice keeps a version in the other ${stampBytes}.`,
    );
    expect(errorOf({ metadata: ofBytes(1_025) }).message).toBe(
      "KV PUT failed: 413 Metadata length of 1025 exceeds limit of 1024.",
    );
  });

  it("take tags as a set", () => {
    expect(optionsOf({ tags: ["b", "a", "b"] }).tags).toEqual(["a", "b"]);
    expect(optionsOf({ tags: [] }).tags).toBeUndefined();
  });

  it.each([
    ["no array", "a,b", "400 Invalid tags: expected an array of tags."],
    ["a tag with a space", ["a b"], "400 Invalid tags: expected a tag of 1 to 64"],
    ["the tag ..", [".."], "400 Invalid tags: expected a tag of 1 to 64"],
    [
      "17 tags",
      Array.from({ length: 17 }, (_, n) => `t${n}`),
      "400 Invalid tags: expected at most",
    ],
    ["a number", [7], "400 Invalid tags: expected a tag of 1 to 64"],
    [
      "tags that do not fit",
      Array.from({ length: 16 }, (_, n) => `${n}`.padEnd(64, "t")),
      "413 Invalid tags: expected at most 1024 bytes",
    ],
  ])("refuse %s as tags", (_, tags, text) => {
    expect(errorOf({ tags }).message).toContain(`KV PUT failed: ${text}`);
  });
});
