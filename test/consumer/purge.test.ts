import { describe, expect, it } from "vitest";
import { createVersionIssuer } from "../../producer/accept/version-issuer.ts";
import { countPurge, findPurge, type Purge, startPurge } from "../../producer/tags/purge-ledger.ts";
import type { KeyAccess } from "../../shared/key-access.ts";
import { MS_PER_DAY } from "../../shared/limits.ts";
import { unstampMetadata } from "../../shared/stamp.ts";
import { aDelete, aPut, aTouch, type PutIntent } from "../support/a-write-intent.ts";
import { PipelineRig } from "../support/pipeline-rig.ts";
import { aVersion, NOW_MS, versionAt } from "../support/versions.ts";

const put = (key: string, n: number, tags: string[], fields: Partial<PutIntent> = {}) =>
  aPut({ key, version: aVersion(n), tags, ...fields });

/** Purges as the producer does, a second after the beginning. */
function purge(rig: PipelineRig, tag: string, ratePerSecond = 50, access: KeyAccess = {}) {
  const versions = createVersionIssuer({ now: () => NOW_MS + 1_000 }, () => 0.5);
  const services = { purges: rig.purges, versions, settings: { SKIP_UNCHANGED: true } };
  return startPurge(services, { tag, access, ratePerSecond });
}

async function finish(rig: PipelineRig, { id }: Purge): Promise<Purge> {
  for (let rings = 0; rings < 200; rings++) {
    await rig.pass(1_000);
    const found = await findPurge(rig, id);
    if (found?.finishedAtMs != null) return found;
  }
  throw new Error(`the purge ${id} does not finish`);
}

describe("the index of tags", () => {
  it("has a key under the tags of what is applied, and KV their stamp", async () => {
    const rig = new PipelineRig();
    await rig.deliver(put("a", 1, ["blue", "red"]), put("b", 1, ["red"]), put("c", 1, []));
    expect([rig.tagged("red"), rig.tagged("blue")]).toEqual([["a", "b"], ["a"]]);
    expect(unstampMetadata(rig.kv.values.get("a")?.metadata).tags).toEqual(["blue", "red"]);
  });

  it("has it under the new tags alone once it is written again", async () => {
    const rig = new PipelineRig();
    await rig.deliver(put("a", 1, ["blue", "red"]));
    await rig.pass(1_000);
    await rig.deliver(put("a", 2, ["green", "red"]));
    expect(["blue", "green", "red"].map((tag) => rig.tagged(tag))).toEqual([[], ["a"], ["a"]]);
  });

  it("lets go of a key that is deleted, or has expired before it was written", async () => {
    const rig = new PipelineRig();
    const expiration = Math.floor(NOW_MS / 1_000);
    await rig.deliver(put("a", 1, ["red"]), put("b", 1, ["red"]));
    await rig.pass(1_000);
    await rig.deliver(
      aDelete({ key: "a", version: aVersion(2) }),
      put("b", 2, ["red"], { expiration }),
    );
    expect(rig.tagged("red")).toEqual([]);
  });

  it("is not changed by a write that waits, dies or is superseded", async () => {
    const rig = new PipelineRig({ MAX_FAILURES: 1 });
    await rig.deliver(put("a", 2, ["red"]));
    await rig.deliver(put("a", 1, ["blue"]));
    await rig.deliver(put("a", 3, ["blue"], { namespace: "nowhere" }), put("a", 4, ["green"]));
    expect(["red", "blue", "green"].map((tag) => rig.tagged(tag))).toEqual([["a"], [], []]);
  });

  it("keeps the tags when a touch gives a new end, in KV as well", async () => {
    const rig = new PipelineRig();
    await rig.deliver(put("a", 1, ["red"]));
    await rig.pass(1_000);
    await rig.deliver(aTouch({ key: "a", version: aVersion(2) }));
    expect(rig.tagged("red")).toEqual(["a"]);
    expect(unstampMetadata(rig.kv.values.get("a")?.metadata).tags).toEqual(["red"]);
  });

  it("lets go of values that have ended at the daily sweep, and keeps the others", async () => {
    const rig = new PipelineRig();
    const expiration = Math.floor(NOW_MS / 1_000) + 3_600;
    await rig.deliver(put("a", 1, ["red"], { expiration }), put("b", 1, ["red"]));
    await rig.collect();
    expect(rig.tagged("red")).toEqual(["a", "b"]);
    await rig.pass(3 * 3_600_000);
    await rig.collect();
    expect(rig.tagged("red")).toEqual(["b"]);
  });

  it("keeps the row of a key with tags however long there is no news of it", async () => {
    const rig = new PipelineRig();
    await rig.deliver(put("a", 1, ["red"]), put("b", 1, []));
    await rig.pass(40 * MS_PER_DAY);
    await rig.collect();
    expect(rig.tagged("red")).toEqual(["a"]);
    const started = await purge(rig, "red");
    expect(started.matched).toBe(1);
  });
});

describe("a purge", () => {
  it("deletes every key with the tag and no other", async () => {
    const rig = new PipelineRig();
    await rig.deliver(put("a", 1, ["red"]), put("b", 1, ["blue", "red"]), put("c", 1, ["blue"]));
    await rig.pass(1_000);
    const started = await purge(rig, "red");
    expect(started).toMatchObject({ tag: "red", matched: 2, enqueued: 0, finishedAtMs: null });
    expect(await finish(rig, started)).toMatchObject({ matched: 2, enqueued: 2, skipped: 0 });
    expect(["a", "b", "c"].map((key) => rig.value(key))).toEqual([null, null, "value"]);
    expect(rig.tagged("red")).toEqual([]);
  });

  it("leaves what is written after it, whenever the deletion is sent", async () => {
    const rig = new PipelineRig();
    await rig.deliver(put("a", 1, ["red"]), put("b", 1, ["red"]));
    await rig.pass(1_000);
    const started = await purge(rig, "red");
    const version = versionAt(NOW_MS + 1_001);
    await rig.deliver(aPut({ key: "a", version, tags: ["red"] }));
    expect(await finish(rig, started)).toMatchObject({ matched: 2, enqueued: 1, skipped: 1 });
    expect(["a", "b"].map((key) => rig.value(key))).toEqual(["value", null]);
  });

  it("deletes what was written before it and is applied only after it", async () => {
    const rig = new PipelineRig();
    const started = await purge(rig, "red");
    expect(started).toMatchObject({ matched: 0, finishedAtMs: expect.any(Number) });
    await rig.deliver(put("a", 1, ["red"]));
    expect(rig.value("a")).toBe("value");
    await rig.pass(1_000);
    expect(rig.value("a")).toBeNull();
    expect(await finish(rig, started)).toMatchObject({ matched: 1, enqueued: 1 });
  });

  it("goes on in a new instance of the shard", async () => {
    const rig = new PipelineRig();
    const keys = Array.from({ length: 12 }, (_, n) => `key-${n}`);
    await rig.deliver(...keys.map((key) => put(key, 1, ["red"])));
    await rig.pass(1_000);
    const started = await purge(rig, "red", 2);
    await rig.pass(1_000);
    rig.evict();
    expect(await finish(rig, started)).toMatchObject({ matched: 12, enqueued: 12 });
    expect(keys.filter((key) => rig.value(key) !== null)).toEqual([]);
  });

  it("sends no faster than its pace", async () => {
    const rig = new PipelineRig();
    const keys = Array.from({ length: 40 }, (_, n) => `key-${n}`);
    await rig.deliver(...keys.map((key) => put(key, 1, ["red"])));
    await rig.pass(1_000);
    const started = await purge(rig, "red", 4);
    await rig.pass(0);
    const atOnce = (await findPurge(rig, started.id))?.enqueued ?? 0;
    expect(atOnce).toBeLessThanOrEqual(4);
    for (let second = 1; second <= 5; second++) await rig.pass(1_000);
    const { enqueued = 0 } = (await findPurge(rig, started.id)) ?? {};
    expect(enqueued).toBeLessThanOrEqual(4 + 5 * 4);
    expect(enqueued).toBeGreaterThan(10);
  });

  it("counts nothing that the queue did not confirm, and sends it again", async () => {
    const rig = new PipelineRig();
    await rig.deliver(put("a", 1, ["red"]));
    await rig.pass(1_000);
    rig.broken.queue = true;
    const started = await purge(rig, "red");
    await rig.pass(1_000);
    expect(await findPurge(rig, started.id)).toMatchObject({ enqueued: 0, finishedAtMs: null });
    expect(rig.events).toContainEqual(
      expect.objectContaining({ kind: "alarm-task-failed", task: "purges" }),
    );
    rig.broken.queue = false;
    expect(await finish(rig, started)).toMatchObject({ enqueued: 1 });
  });

  it("deletes and counts only keys within its reach", async () => {
    const rig = new PipelineRig();
    await rig.deliver(put("mine:a", 1, ["red"]), put("theirs:a", 1, ["red"]));
    await rig.pass(1_000);
    const access = { namespaces: ["default"], prefixes: ["mine:"] };
    expect(await countPurge(rig, { tag: "red", access })).toBe(1);
    expect(await countPurge(rig, { tag: "red", access: { namespaces: ["other"] } })).toBe(0);
    expect(await finish(rig, await purge(rig, "red", 50, access))).toMatchObject({ matched: 1 });
    expect(["mine:a", "theirs:a"].map((key) => rig.value(key))).toEqual([null, "value"]);
  });

  it("starts once, however often a shard is asked", async () => {
    const rig = new PipelineRig();
    await rig.deliver(put("a", 1, ["red"]));
    await rig.pass(1_000);
    const first = await purge(rig, "red");
    await finish(rig, first);
    const again = await purge(rig, "red");
    expect(again).toMatchObject({ id: first.id, matched: 1, enqueued: 1 });
  });

  it("is forgotten when it is as old as everything else", async () => {
    const rig = new PipelineRig();
    const { id } = await purge(rig, "red");
    await rig.pass(29 * MS_PER_DAY);
    await rig.collect();
    expect(await findPurge(rig, id)).not.toBeNull();
    await rig.pass(2 * MS_PER_DAY);
    await rig.collect();
    expect(await findPurge(rig, id)).toBeNull();
  });
});
