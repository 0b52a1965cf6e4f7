import { describe, expect, it } from "vitest";
import { queueDelete, queuePut } from "../../../producer/drop-in/queue-write.ts";
import { getThrough, getWithMetadataThrough } from "../../../producer/drop-in/read-through.ts";
import { L1Cache } from "../../../producer/l1/l1-cache.ts";
import { viewOfBinding, viewOfGrant } from "../../../producer/l1/l1-view.ts";
import { DropInRig } from "../../support/drop-in-rig.ts";
import { aVersion } from "../../support/versions.ts";

const newCache = () => new L1Cache({ L1_TTL_SECONDS: { "session:": 60 }, L1_MAX_BYTES: 1_048_576 });

const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).slice().buffer;

/** KV with one value under every key. */
function rigWith(
  value = '{"user":1}',
  cache = newCache(),
  grant: ConstructorParameters<typeof DropInRig>[0] = {},
) {
  const whole = { namespace: "default", access: {}, scopes: ["read", "write"] as const, ...grant };
  const notes: string[] = [];
  const rig = new DropInRig(
    grant,
    viewOfGrant(cache, whole, (read) => notes.push(read)),
  );
  rig.answer = {
    value: bytes(value),
    metadata: { a: 1, sluice: { v: aVersion(-1_000) } },
    cacheStatus: "HIT",
  };
  return { rig, cache, notes };
}

describe("a read of the drop-in with an L1 cache", () => {
  it("asks KV once for a key whose prefix has a life, whatever type is asked for", async () => {
    const { rig } = rigWith();
    expect(await getThrough(rig.target, ["session:1"])).toBe('{"user":1}');
    expect(await getThrough(rig.target, ["session:1", "json"])).toEqual({ user: 1 });
    expect(await getThrough(rig.target, ["session:1", { type: "arrayBuffer" }])).toEqual(
      bytes('{"user":1}'),
    );
    expect(await getWithMetadataThrough(rig.target, ["session:1", { cacheTtl: 60 }])).toEqual({
      value: '{"user":1}',
      metadata: { a: 1 },
      cacheStatus: null,
    });
    expect(rig.calls).toEqual([
      { method: "getWithMetadata", given: ["session:1", { type: "arrayBuffer" }] },
    ]);
  });

  it("counts what the cache answered and what it did not, of prefixes that have a life", async () => {
    const { rig, notes } = rigWith();
    for (const key of ["session:1", "session:1", "session:2", "other:1"]) {
      await getThrough(rig.target, [key]);
    }
    expect(notes).toEqual(["l1-miss", "l1", "l1-miss"]);
  });

  it("shows KV's own cache status on the read that KV answered", async () => {
    const { rig } = rigWith();
    expect(await getWithMetadataThrough(rig.target, ["session:1"])).toMatchObject({
      cacheStatus: "HIT",
    });
  });

  it("asks KV again when the life is over", async () => {
    const { rig } = rigWith();
    await getThrough(rig.target, ["session:1"]);
    rig.nowMs += 60_000;
    await getThrough(rig.target, ["session:1"]);
    expect(rig.calls).toHaveLength(2);
  });

  it("keeps no absence", async () => {
    const { rig, cache } = rigWith();
    rig.answer = { value: null, metadata: null, cacheStatus: "MISS" };
    expect(await getThrough(rig.target, ["session:1"])).toBeNull();
    expect(await getThrough(rig.target, ["session:1"])).toBeNull();
    expect([rig.calls.length, cache.counts().stored]).toEqual([2, 0]);
  });

  it.each([
    ["another prefix", ["user:1"]],
    ["a list of keys", [["session:1", "session:2"]]],
    ["a stream", ["session:1", "stream"]],
    ["a type that KV refuses", ["session:1", "blob"]],
    ["a cacheTtl that KV refuses", ["session:1", { cacheTtl: 5 }]],
    ["an empty key", [""]],
    ["no key", []],
  ])("leaves to KV: %s", async (_, given) => {
    const { rig, cache } = rigWith();
    await getThrough(rig.target, given);
    expect(rig.calls).toEqual([{ method: "get", given }]);
    expect(cache.counts()).toMatchObject({ hits: 0, misses: 0, stored: 0 });
  });

  it("gives every reader copies: changing one changes no other", async () => {
    const { rig } = rigWith();
    const first = (await getThrough(rig.target, ["session:1", "arrayBuffer"])) as ArrayBuffer;
    new Uint8Array(first).fill(0);
    const second = (await getThrough(rig.target, ["session:1", "arrayBuffer"])) as ArrayBuffer;
    new Uint8Array(second).fill(0);
    const json = (await getThrough(rig.target, ["session:1", "json"])) as { user: number };
    json.user = 2;
    const found = (await getWithMetadataThrough(rig.target, ["session:1", "json"])) as {
      value: object;
      metadata: { a: number };
    };
    found.metadata.a = 2;
    expect(await getWithMetadataThrough(rig.target, ["session:1", "json"])).toMatchObject({
      value: { user: 1 },
      metadata: { a: 1 },
    });
  });

  it("keeps a byte order mark, as KV does", async () => {
    const { rig } = rigWith("\uFEFF{}");
    for (const _ of ["from KV", "from memory"]) {
      expect(await getThrough(rig.target, ["session:1"])).toBe("\uFEFF{}");
      await expect(getThrough(rig.target, ["session:1", "json"])).rejects.toThrow(SyntaxError);
    }
  });

  it("fails for a value that is no JSON as KV does, and goes on", async () => {
    const { rig } = rigWith("no JSON");
    for (const _ of [1, 2]) {
      await expect(getThrough(rig.target, ["session:1", "json"])).rejects.toThrow(SyntaxError);
    }
    expect(await getThrough(rig.target, ["session:1"])).toBe("no JSON");
  });
});

describe("what may be done with a binding", () => {
  it("is checked before the cache", async () => {
    const { rig, cache } = rigWith();
    await getThrough(rig.target, ["session:1"]);
    const stranger = rigWith("x", cache, { access: { prefixes: ["mine:"] } }).rig;
    await expect(getThrough(stranger.target, ["session:1"])).rejects.toThrow("403");
    const writer = rigWith("x", cache, { scopes: ["write"] }).rig;
    await expect(getThrough(writer.target, ["session:1"])).rejects.toThrow("403");
  });

  it("decides who shares entries: other props, other entries", async () => {
    const { rig, cache } = rigWith("of one");
    await getThrough(rig.target, ["session:1"]);
    const other = rigWith("of another", cache, { access: { prefixes: ["session:"] } }).rig;
    expect(await getThrough(other.target, ["session:1"])).toBe("of another");
    expect(await getThrough(rig.target, ["session:1"])).toBe("of one");
    const reader = rigWith("of a reader", cache, { scopes: ["read"] }).rig;
    expect(await getThrough(reader.target, ["session:1"])).toBe("of a reader");
  });

  it("is a matter of the binding itself where a Worker has its own", () => {
    const cache = newCache();
    const [one, two] = [{}, {}];
    const identities = [one, two, one].map((kv) => viewOfBinding(cache, kv)?.identity);
    expect(identities[0]).toBe(identities[2]);
    expect(identities[0]).not.toBe(identities[1]);
  });
});

describe("a write of the drop-in with an L1 cache", () => {
  it.each(["put", "delete"])(
    "by %s drops the key for everybody, and keeps the older value out",
    async (method) => {
      const { rig, cache } = rigWith();
      const other = rigWith("of another", cache, { access: { prefixes: ["session:"] } }).rig;
      await getThrough(rig.target, ["session:1"]);
      await getThrough(other.target, ["session:1"]);
      if (method === "put") await queuePut(rig.target, ["session:1", "new"]);
      else await queueDelete(rig.target, ["session:1"]);
      expect(cache.counts()).toMatchObject({ entries: 0, dropped: 2 });
      for (const _ of [1, 2]) await getThrough(other.target, ["session:1"]);
      expect(other.calls).toHaveLength(3);
    },
  );

  it("is kept as soon as KV shows it", async () => {
    const { rig } = rigWith();
    const { version } = await queuePut(rig.target, ["session:1", "new"]);
    rig.answer = { value: bytes("new"), metadata: { sluice: { v: version } }, cacheStatus: null };
    for (const _ of [1, 2]) expect(await getThrough(rig.target, ["session:1"])).toBe("new");
    expect(rig.calls).toHaveLength(1);
  });

  it("that is not confirmed drops the key as well: it may still take effect", async () => {
    const { rig, cache } = rigWith();
    await getThrough(rig.target, ["session:1"]);
    rig.queue.fails = () => true;
    await expect(queuePut(rig.target, ["session:1", "new"])).rejects.toThrow("503");
    expect(cache.counts().entries).toBe(0);
  });
});
