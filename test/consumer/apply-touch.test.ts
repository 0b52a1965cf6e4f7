import { describe, expect, it } from "vitest";
import { unstampMetadata } from "../../shared/stamp.ts";
import { aDelete, aPayload, aPut, aTouch } from "../support/a-write-intent.ts";
import { PipelineRig } from "../support/pipeline-rig.ts";
import { aVersion, NOW_MS } from "../support/versions.ts";

const IN_AN_HOUR = Math.floor(NOW_MS / 1_000) + 3_600;
const v1 = aPut({ version: aVersion(1), value: { kind: "text", text: "v1" }, metadata: { a: 1 } });
const t2 = aTouch({ version: aVersion(2), expiration: IN_AN_HOUR });

const stored = (rig: PipelineRig) => rig.kv.values.get("user:1");
const ENDS = { kind: "at", epochSeconds: IN_AN_HOUR };

describe("a touch in the consumer", () => {
  it("writes value, metadata and stamp again with the new end", async () => {
    const rig = new PipelineRig();
    await rig.deliver(v1);
    const before = stored(rig);
    await rig.clock.advance(1_000);
    await rig.deliver(t2);
    expect(stored(rig)).toEqual({
      ...before,
      value: new TextEncoder().encode("v1"),
      expiry: ENDS,
    });
    expect(unstampMetadata(stored(rig)?.metadata).version).toBe(v1.version);
    expect(rig.tally()).toMatchObject({ accepted: 2, applied: 2, absent: 0 });
  });

  it("and an older put of the batch are one write", async () => {
    const rig = new PipelineRig();
    await rig.deliver(t2, v1);
    expect(rig.kv.writes).toHaveLength(1);
    expect(stored(rig)).toMatchObject({ value: "v1", expiry: ENDS });
    expect(rig.tally()).toMatchObject({ accepted: 2, applied: 2 });
  });

  it("gives its end to an older put that comes later, a large one included", async () => {
    const rig = new PipelineRig();
    rig.payloads.set(v1.version, { value: "large", sha256: "0123456789abcdef".repeat(4) });
    await rig.deliver(t2);
    expect(rig.tally()).toMatchObject({ applied: 1, absent: 1 });
    await rig.clock.advance(1_000);
    await rig.deliver({ ...v1, value: aPayload(5) });
    expect(stored(rig)).toMatchObject({ expiry: ENDS });
  });

  it("keeps the bytes and the metadata of another writer", async () => {
    const rig = new PipelineRig();
    const value = Uint8Array.of(0, 255, 128);
    await rig.kv.put({ key: "user:1", value, expiry: { kind: "none" }, metadata: undefined });
    await rig.deliver(t2);
    expect(stored(rig)).toEqual({ key: "user:1", value, expiry: ENDS, metadata: undefined });
  });

  it("brings no older value back when KV answers with one", async () => {
    const rig = new PipelineRig();
    await rig.deliver(v1);
    const old = stored(rig);
    if (old === undefined) throw new Error("v1 was not written");
    await rig.clock.advance(1_000);
    await rig.deliver(aPut({ version: aVersion(2), value: { kind: "text", text: "v2" } }));
    await rig.clock.advance(1_000);
    const newer = stored(rig);
    rig.kv.values.set("user:1", old);
    const touch = aTouch({ version: aVersion(3) });
    await rig.deliver(touch);
    expect(rig.kv.writes).toHaveLength(2);
    expect((await rig.status(touch)).version).toMatchObject({
      state: "pending",
      heldFor: "backoff",
      failures: 1,
    });
    if (newer !== undefined) rig.kv.values.set("user:1", newer);
    await rig.pass(60_000);
    expect((await rig.status(touch)).version).toMatchObject({ state: "applied", found: "value" });
    expect(rig.kv.writes).toHaveLength(3);
  });

  it("writes nothing for a key that holds nothing", async () => {
    const rig = new PipelineRig();
    await rig.deliver(aDelete({ version: aVersion(1) }));
    await rig.clock.advance(1_000);
    await rig.deliver(t2);
    expect(rig.kv.writes).toHaveLength(1);
    expect((await rig.status(t2)).version).toMatchObject({ state: "applied", found: "nothing" });
  });

  it("deletes the key when its end is over before its turn", async () => {
    const rig = new PipelineRig();
    await rig.deliver(v1);
    await rig.clock.advance(1_000);
    await rig.deliver(aTouch({ version: aVersion(2), expiration: Math.floor(NOW_MS / 1_000) }));
    expect(stored(rig)).toBeUndefined();
    expect(rig.tally()).toMatchObject({ applied: 1, expired: 1 });
  });

  it("in an unknown namespace is a dead letter", async () => {
    const rig = new PipelineRig();
    await rig.deliver({ ...t2, namespace: "nowhere" });
    expect(rig.letters.get(t2.version)).toMatchObject({ reason: "namespace_unknown" });
  });
});
