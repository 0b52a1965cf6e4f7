import { expect, it } from "vitest";
import { classifyKvError } from "../../shared/failure.ts";
import { MAX_VALUE_BYTES } from "../../shared/limits.ts";
import type { KvPut } from "../../shared/ports.ts";
import { aPutOf, encode, errorOf, type MakeSubject } from "./key-value-subject.ts";

/** What KV never takes, with its own words. */
export function describeRefusals(makeSubject: MakeSubject): void {
  const long = "é".repeat(257);
  const cases: readonly (readonly [string, Partial<KvPut>, string])[] = [
    ["an empty key", { key: "" }, "Key name cannot be empty."],
    ["the key .", { key: "." }, '"." is not allowed as a key name.'],
    ["the key ..", { key: ".." }, '".." is not allowed as a key name.'],
    [
      "a key of 514 bytes",
      { key: long },
      "KV PUT failed: 414 UTF-8 encoded length of 514 exceeds key length limit of 512.",
    ],
    [
      "metadata of 1,025 bytes",
      { metadata: "m".repeat(1_023) },
      "KV PUT failed: 413 Metadata length of 1025 exceeds limit of 1024.",
    ],
    [
      "a value of a byte over 25 MiB",
      { value: new Uint8Array(MAX_VALUE_BYTES + 1) },
      `KV PUT failed: 413 Value length of ${MAX_VALUE_BYTES + 1} exceeds limit of ${MAX_VALUE_BYTES}.`,
    ],
    [
      "a life of 59 seconds",
      { expiry: { kind: "after", ttlSeconds: 59 } },
      "KV PUT failed: 400 Invalid expiration_ttl of 59. Expiration TTL must be at least 60.",
    ],
  ];

  it.each(cases)("%s, for good and in KV's words", async (_, fields, detail) => {
    const { store, read } = makeSubject();
    const put = aPutOf({ key: "kept", value: "before", ...fields });
    if (put.key === "kept") await store.put(aPutOf({ key: "kept", value: "before" }));
    expect(classifyKvError(await errorOf(store.put(put)))).toEqual({
      class: "permanent",
      reason: "kv_refused",
      detail,
    });
    if (put.key === "kept") expect((await read("kept"))?.bytes).toEqual(encode("before"));
  });

  it("an end in the past or too near", async () => {
    const { store, nowSeconds } = makeSubject();
    for (const aheadSeconds of [-10, 0, 50]) {
      const epochSeconds = nowSeconds() + aheadSeconds;
      const error = await errorOf(store.put(aPutOf({ expiry: { kind: "at", epochSeconds } })));
      const found = classifyKvError(error);
      expect(found).toMatchObject({ class: "permanent", reason: "kv_refused" });
      expect(found.detail).toContain(`KV PUT failed: 400 Invalid expiration of ${epochSeconds}.`);
    }
  });

  it("to delete a key that cannot be", async () => {
    const { store } = makeSubject();
    for (const key of ["", ".", "..", long]) {
      const failure = classifyKvError(await errorOf(store.delete(key)));
      expect(failure).toMatchObject({ class: "permanent", reason: "kv_refused" });
    }
  });

  it("nothing at its limits", async () => {
    const { store, read } = makeSubject();
    const key = "é".repeat(256);
    await store.put(aPutOf({ key, metadata: "m".repeat(1_022) }));
    expect(await read(key)).not.toBeNull();
    const value = new Uint8Array(MAX_VALUE_BYTES);
    await store.put(aPutOf({ value, expiry: { kind: "after", ttlSeconds: 60 } }));
    expect((await read("user:1"))?.bytes.byteLength).toBe(MAX_VALUE_BYTES);
  });
}
