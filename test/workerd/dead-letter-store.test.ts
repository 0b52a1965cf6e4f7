import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { deadIntent, putIntent, SOMEBODY, unreadable, versionOf } from "../support/letters.ts";
import { die, intents, ledgerOf, makeDue, openStore, request, SHARDS, start } from "./store-rig.ts";

describe("the dead-letter store as a Durable Object", () => {
  it("lists, gives and discards over RPC, and tells the ledger", async () => {
    const { store } = openStore("lists");
    const [intent = putIntent(1)] = intents("lists", 1);
    await die("lists", [intent]);
    await store.put([unreadable("m")]);
    expect(await store.count()).toBe(2);
    const listed = await store.list({
      filter: { keyPrefix: "lists/" },
      access: {},
      limit: 10,
      cursor: null,
    });
    expect(listed).toMatchObject({
      ok: true,
      value: { total: 1, cursor: null, letters: [{ id: intent.version, letter: { intent } }] },
    });
    expect(await store.discard(intent.version, { prefixes: ["other/"] }, SOMEBODY)).toBe(false);
    expect(await store.discard(intent.version, {}, SOMEBODY)).toBe(true);
    expect(await store.get(intent.version, {})).toBeNull();
    const status = await ledgerOf(intent).status({ shards: SHARDS, body: intent });
    expect(status.version?.state).toBe("discarded");
  });

  it("keeps letters and tombstones through an eviction", async () => {
    const { object, store } = openStore("evicted");
    await store.put([deadIntent(1), unreadable("m")]);
    await store.discard("raw_m", {}, SOMEBODY);
    await evictDurableObject(object);
    await store.put([unreadable("m")]);
    expect(await store.count()).toBe(1);
    expect((await store.get(versionOf(1), {}))?.letter).toEqual(deadIntent(1));
    expect(await store.collect()).toBe(0);
  });

  it("finishes a small replay within its call", async () => {
    const { store } = openStore("small");
    await die("small", intents("small", 3));
    const counts = { matched: 3, skipped: 0, enqueued: 3 };
    expect(await store.countReplay(request("small", 50))).toEqual(counts);
    const replay = await start(store, request("small", 50));
    expect(replay).toMatchObject({ state: "finished", ...counts });
    expect(await store.replay(replay.id)).toEqual(replay);
    expect(await store.count()).toBe(0);
  });

  it("goes on with a replay by its alarm, also after an eviction", async () => {
    const { object, store } = openStore("long");
    await die("long", intents("long", 3));
    const replay = await start(store, request("long", 0.001));
    expect(replay).toMatchObject({ state: "running", matched: 3, enqueued: 1 });
    await evictDurableObject(object);
    await makeDue(object);
    expect(await runDurableObjectAlarm(object)).toBe(true);
    expect(await store.replay(replay.id)).toMatchObject({ enqueued: 2, state: "running" });
    await runInDurableObject(object, (_instance, context) => context.storage.deleteAlarm());
    await evictDurableObject(object);
    expect(await store.replay(replay.id)).toMatchObject({ state: "running" });
    await makeDue(object);
    expect(await runDurableObjectAlarm(object)).toBe(true);
    expect(await store.replay(replay.id)).toMatchObject({ enqueued: 3, state: "finished" });
    expect(await store.count()).toBe(0);
  });

  it("refuses a second replay, cancels over RPC, and keeps audit and end through an eviction", async () => {
    const { object, store } = openStore("cancelled");
    await die("cancelled", intents("cancelled", 3));
    const { id } = await start(store, request("cancelled", 0.001));
    const busy = await store.startReplay(request("cancelled", 1), SOMEBODY);
    expect(busy).toEqual({ ok: false, error: { kind: "replay-busy", running: id } });
    const who = { tokenId: "second", note: "wrong one" };
    const cancelled = await store.cancelReplay(id, { namespaces: ["default"] }, who);
    const counts = { state: "cancelled", matched: 3, enqueued: 1, skipped: 0 };
    expect(cancelled).toMatchObject({ ok: true, value: counts });
    await evictDurableObject(object);
    expect(await store.replay(id)).toMatchObject(counts);
    expect(await store.summary({}, {})).toMatchObject([{ reason: "kv_refused", letters: 2 }]);
    const discard = { ...request("cancelled", 1), expected: 2 };
    expect(await store.discardMany(discard, who)).toEqual({
      ok: true,
      value: { matched: 2, discarded: 2 },
    });
    const { entries } = await store.audit({ access: {}, limit: 10, before: null });
    expect(entries).toMatchObject([
      { action: "discard", ...who, matched: 2, discarded: 2, outcome: "finished" },
      { action: "cancel", ...who, replay: id, matched: 3, enqueued: 1, outcome: "cancelled" },
      { action: "replay", ...SOMEBODY, replay: id, matched: 3, enqueued: 1, outcome: "cancelled" },
    ]);
  });
});
