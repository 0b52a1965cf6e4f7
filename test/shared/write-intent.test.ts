import { describe, expect, it } from "vitest";
import {
  expiresAtMs,
  hasPayload,
  Namespace,
  payloadSizeBytes,
  WriteIntent,
} from "../../shared/write-intent.ts";
import { aDelete, aPayload, aPut } from "../support/a-write-intent.ts";
import { anIntent } from "../support/intent-arbitrary.ts";
import { fc } from "../support/property.ts";

const accepts = (value: unknown): boolean => WriteIntent.safeParse(value).success;

describe("the parser of write intents", () => {
  it("never throws, whatever JSON it is given", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(accepts(value)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it("never throws on an intent with one member replaced or added", () => {
    const member = fc.oneof(fc.constantFrom(...Object.keys(aPut())), fc.string());
    fc.assert(
      fc.property(anIntent, member, fc.jsonValue(), (intent, field, value) => {
        const changed = JSON.parse(JSON.stringify({ ...intent, [field]: value }));
        const parsed = WriteIntent.safeParse(changed);
        if (parsed.success) expect(parsed.data).toEqual(changed);
      }),
      { numRuns: 500 },
    );
  });

  it("reads back what was written as JSON", () => {
    fc.assert(
      fc.property(anIntent, (intent) => {
        const parsed = WriteIntent.parse(JSON.parse(JSON.stringify(intent)));
        expect(JSON.stringify(parsed)).toBe(JSON.stringify(intent));
      }),
      { numRuns: 300 },
    );
  });

  it("accepts a put and a delete", () => {
    expect(accepts(aPut())).toBe(true);
    expect(accepts(aPut({ value: aPayload(), expiration: 1_900_000_000 }))).toBe(true);
    expect(accepts(aPut({ metadata: null, contentType: "text/plain" }))).toBe(true);
    expect(accepts(aDelete())).toBe(true);
  });

  it("accepts metadata as deep as its bytes allow", () => {
    expect(accepts({ ...aPut(), metadata: nested(511) })).toBe(true);
    expect(accepts({ ...aPut(), metadata: { a: [1, "ä", true, null, { b: {} }] } })).toBe(true);
  });

  it.each<readonly [string, unknown]>([
    ["an unknown envelope version", { ...aPut(), v: 2 }],
    ["an envelope version as text", { ...aPut(), v: "1" }],
    ["no envelope version", { ...aPut(), v: undefined }],
    ["an unknown operation", { ...aPut(), op: "touch" }],
    ["an extra member", { ...aPut(), extra: 1 }],
    ["an extra member of the value", aPutWithValue({ kind: "text", text: "a", extra: 1 })],
    ["a value in a delete", { ...aDelete(), value: { kind: "text", text: "a" } }],
    ["__proto__ as a member", JSON.parse(`{"__proto__":{},${JSON.stringify(aPut()).slice(1)}`)],
    ["an unknown kind of value", aPutWithValue({ kind: "stream" })],
    ["base64 that is none", aPutWithValue({ kind: "base64", base64: "a===" })],
    ["a digest in capitals", aPutWithValue({ ...aPayload(), sha256: "A".repeat(64) })],
    ["a payload of negative size", aPutWithValue(aPayload(-1))],
    ["an empty key", aPut({ key: "" })],
    ["a key of 513 bytes", aPut({ key: "x".repeat(513) })],
    ["a namespace with a newline", aPut({ namespace: "a\nb" })],
    ["a malformed version", aPut({ version: "1" })],
    ["a generation below 0", aPut({ generation: -1 })],
    ["a generation with a fraction", aPut({ generation: 0.5 })],
    ["an expiration of 0", aPut({ expiration: 0 })],
    ["a time of acceptance that is no number", { ...aPut(), acceptedAtMs: "now" }],
    ["an unknown priority", { ...aPut(), priority: "high" }],
    ["an unknown answer to failure", { ...aPut(), onFailure: "retry" }],
    ["metadata that is no JSON", { ...aPut(), metadata: { at: new Date(0) } }],
    ["metadata with a number that JSON has not", { ...aPut(), metadata: [Number.NaN] }],
    ["metadata in a circle", { ...aPut(), metadata: circle() }],
    ["metadata of more values than it may have bytes", { ...aPut(), metadata: nested(50_000) }],
    ["an array", [aPut()]],
    ["null", null],
  ])("refuses %s", (_case, value) => {
    expect(accepts(value)).toBe(false);
  });

  it("leaves the prototype of objects alone", () => {
    WriteIntent.safeParse(JSON.parse('{"__proto__":{"polluted":true}}'));
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});

describe("a namespace", () => {
  it.each(["default", "A-b_9", "x".repeat(64)])("may be %s", (namespace) => {
    expect(Namespace.safeParse(namespace).success).toBe(true);
  });

  it.each(["", "a b", "a/b", "a\n", "ä", "x".repeat(65)])("is not %j", (namespace) => {
    expect(Namespace.safeParse(namespace).success).toBe(false);
  });
});

describe("what an intent says of itself", () => {
  it("expires at its expiration in milliseconds", () => {
    expect(expiresAtMs(aPut({ expiration: 1_900_000_000 }))).toBe(1_900_000_000_000);
  });

  it("never expires without an expiration, nor as a delete", () => {
    expect(expiresAtMs(aPut())).toBeNull();
    expect(expiresAtMs(aDelete())).toBeNull();
  });

  it("has a payload only when the value waits in R2", () => {
    expect([hasPayload(aPut({ value: aPayload(7) })), hasPayload(aPut())]).toEqual([true, false]);
    expect(payloadSizeBytes(aPut({ value: aPayload(7) }))).toBe(7);
    expect(payloadSizeBytes(aPut())).toBe(0);
    expect([hasPayload(aDelete()), payloadSizeBytes(aDelete())]).toEqual([false, 0]);
  });
});

function aPutWithValue(value: unknown): unknown {
  return { ...aPut(), value };
}

function circle(): unknown {
  const members: unknown[] = [];
  members.push({ members });
  return members;
}

/** So many lists, one in the other. */
function nested(depth: number): unknown {
  let value: unknown = [];
  for (let level = 1; level < depth; level++) value = [value];
  return value;
}
