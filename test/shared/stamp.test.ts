import { describe, expect, it } from "vitest";
import { type Json, metadataBytes, stampMetadata, unstampMetadata } from "../../shared/stamp.ts";
import { fc } from "../support/property.ts";
import { aVersion } from "../support/versions.ts";

const version = aVersion();

const json = fc.json({ maxDepth: 4 }).map((text): Json => JSON.parse(text));
/** Metadata in which a caller has a member of our own name. */
const ownSluice = fc
  .tuple(json, fc.dictionary(fc.string(), json))
  .map(([sluice, others]): Json => JSON.parse(JSON.stringify({ ...others, sluice })));
const metadata = fc.oneof(json, ownSluice, fc.constant({ sluice: { v: version } }));

/** As KV keeps it: as JSON text. */
const throughKv = (stored: unknown): unknown => JSON.parse(JSON.stringify(stored));

describe("stamped metadata", () => {
  it("gives back every caller's metadata, version and content type", () => {
    fc.assert(
      fc.property(metadata, fc.option(fc.string(), { nil: undefined }), (given, contentType) => {
        const stored = throughKv(stampMetadata({ version, contentType, metadata: given }));
        const read = unstampMetadata(stored);
        expect(read.version).toBe(version);
        expect(read.contentType).toBe(contentType ?? null);
        expect(JSON.stringify(read.metadata)).toBe(JSON.stringify(given));
      }),
      { numRuns: 500 },
    );
  });

  it("keeps an object's members beside the stamp", () => {
    expect(
      stampMetadata({ version, contentType: "text/plain", tags: ["a"], metadata: { mine: 1 } }),
    ).toEqual({ mine: 1, sluice: { v: version, t: "text/plain", g: ["a"] } });
  });

  it.each<readonly [string, Json]>([
    ["null", null],
    ["a number", 0],
    ["an empty text", ""],
    ["an array", [1]],
    ["an empty object", {}],
    ["an object with an own member sluice", { sluice: "mine", other: 1 }],
  ])("keeps %s whole under m", (_case, given) => {
    expect(stampMetadata({ version, metadata: given })).toEqual({
      sluice: { v: version, m: given },
    });
  });

  it("is the stamp alone without a caller's metadata", () => {
    const stored = stampMetadata({ version });
    expect(stored).toEqual({ sluice: { v: version } });
    expect(unstampMetadata(stored).metadata).toBeUndefined();
  });

  it.each<readonly [string, unknown]>([
    ["text", "free text"],
    ["an array", [1, 2]],
    ["an object", { mine: 1 }],
    ["a member sluice without a version", { sluice: { t: "text/plain" } }],
    ["a member sluice with a malformed version", { sluice: { v: "1" } }],
    ["a member sluice that is no object", { sluice: null, mine: 1 }],
  ])("of another writer is given back as it is: %s", (_case, stored) => {
    expect(unstampMetadata(stored)).toEqual({
      version: null,
      contentType: null,
      tags: [],
      metadata: stored,
    });
  });

  it.each([null, undefined])("is none for %s", (stored) => {
    expect(unstampMetadata(stored)).toEqual({
      version: null,
      contentType: null,
      tags: [],
      metadata: undefined,
    });
  });

  it("has the tags that are tags, of whatever is stamped as such", () => {
    const stored = { sluice: { v: version, g: ["a", "b c", 7, "d"] } };
    expect(unstampMetadata(stored).tags).toEqual(["a", "d"]);
    expect(unstampMetadata({ sluice: { v: version, g: "a" } }).tags).toEqual([]);
  });

  it("never throws, whatever another writer stored", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (stored) => {
        expect(unstampMetadata(stored).contentType).toBeNull();
      }),
    );
  });
});

describe("metadataBytes", () => {
  it("counts bytes of the serialised form", () => {
    expect(metadataBytes({ a: "ä😀" })).toBe(Buffer.byteLength('{"a":"ä😀"}'));
  });
});
