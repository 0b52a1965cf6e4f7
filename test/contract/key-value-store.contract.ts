import { describe, expect, it } from "vitest";
import { classifyKvError } from "../../shared/failure.ts";
import { stampMetadata } from "../../shared/stamp.ts";
import { aVersion } from "../support/versions.ts";
import { describeRefusals } from "./key-value-store-refusals.ts";
import { aPutOf, encode, errorOf, type MakeSubject, METADATA } from "./key-value-subject.ts";

/**
 * What the pipeline's every write of text relies on, in the simulator too. The store may hold what
 * other tests left.
 */
export function describeKeyValueStoreBasics(name: string, makeSubject: MakeSubject): void {
  describe(`${name} takes writes of text`, () => {
    it.each([
      ["an empty one", ""],
      ["one of many characters", "välue ☃ \u0000"],
      ["a long one", "x".repeat(96_000)],
    ])("and keeps %s whole", async (_, value) => {
      const { store, read } = makeSubject();
      await store.put(aPutOf({ value }));
      expect(await read("user:1")).toEqual({
        bytes: encode(value),
        metadata: METADATA,
        expiresAtSeconds: null,
      });
    });

    it("replaces value, metadata and expiration by those of the last put", async () => {
      const { store, read } = makeSubject();
      await store.put(aPutOf({ value: "first", expiry: { kind: "after", ttlSeconds: 600 } }));
      const metadata = stampMetadata({ version: aVersion(2) });
      await store.put(aPutOf({ value: "second", metadata }));
      expect(await read("user:1")).toEqual({
        bytes: encode("second"),
        metadata,
        expiresAtSeconds: null,
      });
    });

    it("lets a value end at a given second", async () => {
      const { store, read, nowSeconds } = makeSubject();
      const epochSeconds = nowSeconds() + 600;
      await store.put(aPutOf({ expiry: { kind: "at", epochSeconds } }));
      expect((await read("user:1"))?.expiresAtSeconds).toBe(epochSeconds);
    });

    it("lets a value end after given seconds", async () => {
      const { store, read, nowSeconds } = makeSubject();
      const fromSeconds = nowSeconds();
      await store.put(aPutOf({ expiry: { kind: "after", ttlSeconds: 60 } }));
      const leftSeconds = ((await read("user:1"))?.expiresAtSeconds ?? 0) - fromSeconds;
      expect(leftSeconds).toBeGreaterThanOrEqual(60);
      expect(leftSeconds).toBeLessThanOrEqual(60 + (nowSeconds() - fromSeconds));
    });

    it("reads a value with its metadata, and nothing where there is none", async () => {
      const { store } = makeSubject();
      await store.put(aPutOf({ value: "välue" }));
      expect(await store.read("user:1")).toEqual({ value: encode("välue"), metadata: METADATA });
      await store.delete("user:1");
      expect(await store.read("user:1")).toBeNull();
    });

    it("deletes; what is gone already is no error", async () => {
      const { store, read } = makeSubject();
      await store.put(aPutOf({}));
      await store.delete("user:1");
      await store.delete("user:1");
      await store.delete("never written");
      expect(await read("user:1")).toBeNull();
    });

    it("keeps keys apart that look alike", async () => {
      const { store, read } = makeSubject();
      const keys = ["a", "A", "a ", "a%20", "a/b", "a\nb", "a?b=c", "é", "e\u0301", "😀"];
      for (const key of keys) await store.put(aPutOf({ key, value: key }));
      await store.delete("a");
      expect(await read("a")).toBeNull();
      for (const key of keys.slice(1)) expect((await read(key))?.bytes).toEqual(encode(key));
    });
  });
}

/** All of the port: bytes, streams, any metadata, and what KV refuses. */
export function describeKeyValueStoreContract(name: string, makeSubject: MakeSubject): void {
  describeKeyValueStoreBasics(name, makeSubject);
  describe(`${name} takes any value`, () => describeValues(makeSubject));
  describe(`${name} refuses like KV`, () => describeRefusals(makeSubject));
}

function describeValues(makeSubject: MakeSubject): void {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);

  it("puts what it has read again as it is, with another end", async () => {
    const { store, read, nowSeconds } = makeSubject();
    await store.put(aPutOf({ value: bytes, metadata: undefined }));
    const entry = await store.read("user:1");
    if (entry === null) throw new Error("the value was not stored");
    expect(entry).toEqual({ value: bytes, metadata: undefined });
    const epochSeconds = nowSeconds() + 600;
    await store.put({ key: "user:1", ...entry, expiry: { kind: "at", epochSeconds } });
    expect(await read("user:1")).toEqual({
      bytes,
      metadata: undefined,
      expiresAtSeconds: epochSeconds,
    });
  });

  it("stores bytes, a view into a buffer included", async () => {
    const { store, read } = makeSubject();
    for (const value of [bytes, bytes.subarray(10, 20), new Uint8Array()]) {
      await store.put(aPutOf({ value }));
      expect((await read("user:1"))?.bytes).toEqual(value.slice());
    }
  });

  it("stores a stream", async () => {
    const { store, read } = makeSubject();
    await store.put(aPutOf({ value: new Blob([bytes]).stream() }));
    expect((await read("user:1"))?.bytes).toEqual(bytes);
  });

  it("rejects when a stream breaks off, and nobody knows what is stored", async () => {
    const { store } = makeSubject();
    const error = await errorOf(store.put(aPutOf({ value: brokenStream() })));
    expect(classifyKvError(error)).toEqual({
      class: "transient",
      reason: "kv_error",
      detail: "broken off",
    });
  });

  it.each([[{ a: { b: [1, null, "ä"] } }], [[1]], ["text"], [0], [false]])(
    "stores the metadata %j",
    async (metadata) => {
      const { store, read } = makeSubject();
      await store.put(aPutOf({ metadata }));
      expect((await read("user:1"))?.metadata).toEqual(metadata);
    },
  );
}

function brokenStream(): ReadableStream<Uint8Array> {
  let chunks = 0;
  return new ReadableStream({
    pull(controller) {
      chunks += 1;
      if (chunks > 3) controller.error(new Error("broken off"));
      else controller.enqueue(new Uint8Array(1_000));
    },
  });
}
