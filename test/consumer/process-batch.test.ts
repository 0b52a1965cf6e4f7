import { describe, expect, it } from "vitest";
import { failure } from "../../shared/failure.ts";
import { aDelete, aPut } from "../support/a-write-intent.ts";
import { PipelineRig } from "../support/pipeline-rig.ts";
import { versionAt } from "../support/versions.ts";

const START_MS = 1_800_000_000_000;
const at = (offsetMs: number) => versionAt(START_MS + offsetMs);
const ack = { kind: "ack" };
const text = (value: string) => ({ kind: "text", text: value }) as const;

describe("processBatch", () => {
  it("writes the newest intent of a key and acknowledges all", async () => {
    const rig = new PipelineRig();
    const intents = [2, 3, 1].map((n) => aPut({ version: at(n), value: text(`v${n}`) }));

    expect(await rig.deliver(...intents)).toEqual([ack, ack, ack]);

    expect(rig.kv.writes.map((write) => write.value)).toEqual(["v3"]);
    expect(rig.tally()).toMatchObject({ accepted: 3, applied: 1, superseded: 2, pending: 0 });
  });

  it("writes nothing when KV holds the same already", async () => {
    const rig = new PipelineRig();
    const digest = "5a".repeat(32);
    await rig.deliver(aPut({ version: at(1), digest }));

    expect(await rig.deliver(aPut({ version: at(2), digest }))).toEqual([ack]);

    expect(rig.kv.writes).toHaveLength(1);
    expect(rig.tally()).toMatchObject({ accepted: 2, applied: 2, unchanged: 1, pending: 0 });
    expect(rig.events.at(-1)).toMatchObject({ kind: "batch-processed", applied: 0, unchanged: 1 });
  });

  it("dead-letters a message that it cannot read and applies its neighbours", async () => {
    const rig = new PipelineRig();
    const poison = { v: 9, op: "put", key: "user:1" };

    expect(await rig.deliver(poison, aPut({ key: "a" }), "no json", aPut({ key: "b" }))).toEqual([
      ack,
      ack,
      ack,
      ack,
    ]);

    expect([...rig.letters.keys()]).toEqual(["raw_m0", "raw_m2"]);
    expect(rig.letters.get("raw_m0")).toMatchObject({ reason: "unreadable", kind: "unreadable" });
    expect(rig.kv.writes.map((write) => write.key).sort()).toEqual(["a", "b"]);
  });

  it("asks for a batch again when its letters cannot be stored, but not for its neighbours", async () => {
    const rig = new PipelineRig();
    rig.broken.letters = true;

    expect(await rig.deliver("poison", aPut({ key: "a" }))).toEqual([
      { kind: "retry", delaySeconds: 2 },
      ack,
    ]);
    expect(rig.events).toContainEqual(expect.objectContaining({ kind: "letters-not-stored" }));
  });

  it("holds a second write of a key until a second after the first has ended", async () => {
    const rig = new PipelineRig();
    await rig.deliver(aPut({ version: at(1), value: text("first") }));

    await rig.clock.advance(400);
    expect(await rig.deliver(aPut({ version: at(2), value: text("second") }))).toEqual([ack]);
    expect(rig.tally().held).toMatchObject({ pace: 1 });

    await rig.pass(599);
    expect(rig.value("user:1")).toBe("first");
    await rig.pass(1);
    expect(rig.value("user:1")).toBe("second");
    expect(rig.tally()).toMatchObject({ applied: 2, pending: 0, held: { pace: 0 } });
    expect(gaps(rig)).toEqual([1_000]);
  });

  it("keeps one held intent per key, the newest, however many arrive", async () => {
    const rig = new PipelineRig();
    await rig.deliver(aPut({ version: at(1), value: text("v1") }));
    for (const n of [2, 4, 3]) {
      await rig.deliver(aPut({ version: at(n), value: text(`v${n}`) }));
    }
    expect(rig.tally()).toMatchObject({ superseded: 2, pending: 1 });

    await rig.pass(1_000);

    expect(rig.kv.writes.map((write) => write.value)).toEqual(["v1", "v4"]);
    expect(rig.tally()).toMatchObject({ accepted: 4, applied: 2, superseded: 2, pending: 0 });
  });

  it("acknowledges a redelivery of what is applied without writing again", async () => {
    const rig = new PipelineRig();
    const intent = aPut({ version: at(1) });
    await rig.deliver(intent);
    await rig.clock.advance(5_000);

    expect(await rig.deliver(intent, intent)).toEqual([ack, ack]);

    expect(rig.kv.writes).toHaveLength(1);
    expect(rig.tally()).toMatchObject({ accepted: 1, applied: 1 });
  });

  it("waits out a throttled write with backoff, counted from the report", async () => {
    const rig = new PipelineRig();
    failNext(rig, "KV PUT failed: 429 Too Many Requests");

    expect(await rig.deliver(aPut({ version: at(1) }))).toEqual([ack]);
    expect((await rig.status(aPut({ version: at(1) }))).version).toMatchObject({
      state: "pending",
      heldFor: "backoff",
      failures: 1,
      // The second between two writes, then half of the first range of the jitter.
      notBeforeMs: START_MS + 1_500,
    });

    await rig.pass(1_500);
    expect(rig.tally()).toMatchObject({ applied: 1, pending: 0 });
  });

  it("gives up after MAX_FAILURES counted failures and keeps the letter", async () => {
    const rig = new PipelineRig({ MAX_FAILURES: 3 });
    rig.kv.fault = async () => {
      throw new Error("KV PUT failed: 500 Internal Server Error");
    };
    await rig.deliver(aPut({ version: at(1), value: text("lost?") }));
    for (let ring = 0; ring < 2; ring++) await rig.pass(400_000);

    expect(rig.letters.get(at(1))).toMatchObject({
      reason: "kv_error",
      detail: "KV PUT failed: 500 Internal Server Error",
      failures: 3,
      firstSeenAtMs: START_MS,
      lastSeenAtMs: START_MS + 800_000,
      intent: { value: { text: "lost?" } },
    });
    expect(rig.tally()).toMatchObject({ accepted: 1, dead: 1, pending: 0 });
  });

  it("dead-letters at once what KV refuses for good", async () => {
    const rig = new PipelineRig();
    failNext(rig, "KV PUT failed: 413 Value length of 26214401 exceeds limit of 26214400.");
    await rig.deliver(aPut({ version: at(1) }));
    expect(rig.letters.get(at(1))).toMatchObject({ reason: "kv_refused", failures: 1 });
  });

  it("drops, and counts, what asked to be dropped", async () => {
    const rig = new PipelineRig();
    failNext(rig, "KV PUT failed: 400 Bad Request");
    await rig.deliver(aPut({ version: at(1), onFailure: "drop" }));
    expect(rig.letters.size).toBe(0);
    expect(rig.tally()).toMatchObject({ accepted: 1, dropped: 1, dead: 0, pending: 0 });
  });

  it("acknowledges nothing that the ledger could not be told", async () => {
    const rig = new PipelineRig();
    rig.broken.ledger = true;
    expect(await rig.deliver(aPut(), aPut({ key: "other" }))).toEqual([
      { kind: "retry", delaySeconds: 2 },
      { kind: "retry", delaySeconds: 2 },
    ]);
    expect(rig.kv.writes).toEqual([]);
  });

  it("dead-letters a version whose payload is missing or is another one", async () => {
    const rig = new PipelineRig();
    const payload = { kind: "payload", sha256: "a".repeat(64), sizeBytes: 200_000 } as const;
    const missing = aPut({ key: "missing", version: at(1), value: payload });
    const wrong = aPut({ key: "wrong", version: at(2), value: payload });
    rig.payloads.set(wrong.version, { value: "other", sha256: "b".repeat(64) });

    await rig.deliver(missing, wrong, aPut({ key: "neighbour" }));

    expect(rig.letters.get(missing.version)).toMatchObject({ reason: "payload_missing" });
    expect(rig.letters.get(wrong.version)).toMatchObject({ reason: "payload_mismatch" });
    expect(rig.value("neighbour")).toBe("value");
    expect(rig.payloads.has(wrong.version)).toBe(true);
  });

  it("tries again when the bucket does not answer", async () => {
    const rig = new PipelineRig();
    const payload = { kind: "payload", sha256: "a".repeat(64), sizeBytes: 200_000 } as const;
    const intent = aPut({ version: at(1), value: payload });
    rig.payloads.set(intent.version, { value: "large", sha256: payload.sha256 });
    rig.broken.payloads = true;
    await rig.deliver(intent);
    expect(rig.kv.writes).toEqual([]);

    rig.broken.payloads = false;
    await rig.pass(2_000);
    expect(rig.value("user:1")).toBe("large");
  });

  it("deletes a payload once its version is final and no late put can ask for it", async () => {
    const rig = new PipelineRig();
    const payload = { kind: "payload", sha256: "a".repeat(64), sizeBytes: 200_000 } as const;
    const intent = aPut({ version: at(1), value: payload });
    rig.payloads.set(intent.version, { value: "large", sha256: payload.sha256 });
    await rig.deliver(intent);

    await rig.pass(29_999);
    expect(rig.payloads.size).toBe(1);
    await rig.pass(1);
    expect(rig.payloads.size).toBe(0);
  });

  it("writes the newest value again after an unknown outcome of an older put", async () => {
    const rig = new PipelineRig();
    failNext(rig, "network connection lost");
    await rig.deliver(aPut({ version: at(1), value: text("ghost") }));
    await rig.deliver(aPut({ version: at(2), value: text("newest") }));
    await rig.pass(2_000);
    expect(rig.value("user:1")).toBe("newest");

    rig.kv.values.clear();
    await rig.pass(28_000);

    expect(rig.value("user:1")).toBe("newest");
    expect(rig.tally()).toMatchObject({ applied: 1, superseded: 1, repaired: 1, pending: 0 });
    await rig.pass(600_000);
    expect(rig.kv.writes).toHaveLength(3);
  });

  it("removes the older value when the newest intent expired before its turn", async () => {
    const rig = new PipelineRig();
    await rig.deliver(aPut({ version: at(1), value: text("old") }));
    const expiring = aPut({ version: at(2), expiration: START_MS / 1_000 + 1 });
    await rig.deliver(expiring);
    await rig.pass(2_000);

    expect(rig.value("user:1")).toBeNull();
    expect(rig.kv.writes.map((write) => write.operation)).toEqual(["put", "delete"]);
    expect(rig.tally()).toMatchObject({ applied: 1, expired: 1, pending: 0 });
  });

  it("applies a TTL of 60 s after 5 s of waiting, as KV's shortest life from then", async () => {
    const rig = new PipelineRig();
    await rig.clock.advance(5_000);
    await rig.deliver(aPut({ version: at(1), expiration: START_MS / 1_000 + 60 }));
    expect(rig.kv.values.get("user:1")?.expiry).toEqual({ kind: "after", ttlSeconds: 60 });
    expect(rig.tally()).toMatchObject({ applied: 1 });
  });

  it("stops an operation for all keys of a shard when its daily quota is used up", async () => {
    const rig = new PipelineRig({ LEDGER_SHARDS: 2 });
    rig.kv.fault = async () => {
      throw new Error("KV put() limit exceeded for the day.");
    };
    await rig.deliver(aPut({ version: at(1), value: text("tomorrow") }));
    expect(rig.tally()).toMatchObject({ pending: 1, dead: 0, held: { quota: 1 } });

    rig.kv.fault = async () => "land";
    await rig.deliver(aDelete({ key: "user:1", version: at(2) }));
    await rig.pass(86_400_000 + 300_000);
    expect(rig.tally()).toMatchObject({ applied: 1, superseded: 1, pending: 0 });
  });

  it("refuses an intent of a namespace that is not configured, and keeps it", async () => {
    const rig = new PipelineRig();
    await rig.deliver(aPut({ namespace: "gone", version: at(1) }));
    expect(rig.letters.get(at(1))).toMatchObject({ reason: "namespace_unknown" });
  });

  it("starts at most six writes at a time", async () => {
    const rig = new PipelineRig();
    let running = 0;
    let most = 0;
    rig.kv.fault = async () => {
      running += 1;
      most = Math.max(most, running);
      await null;
      running -= 1;
      return "land";
    };
    await rig.deliver(
      ...Array.from({ length: 40 }, (_, n) => aPut({ key: `k${n}`, version: at(n) })),
    );
    expect(most).toBe(6);
    expect(rig.tally()).toMatchObject({ applied: 40 });
  });

  it("calls a put that does not answer in time unknown, and repairs", async () => {
    const rig = new PipelineRig();
    rig.kv.fault = () => new Promise(() => {});
    const batch = rig.deliver(aPut({ version: at(1) }));
    await rig.clock.advance(5_000);
    expect(await batch).toEqual([ack]);
    expect((await rig.status(aPut({ version: at(1) }))).version).toMatchObject({
      heldFor: "backoff",
    });
    rig.kv.fault = async () => "land";
    await rig.pass(60_000);
    expect(rig.value("user:1")).toBe("value");
    expect(rig.tally()).toMatchObject({ applied: 1, pending: 0, dead: 0 });
  });
});

describe("buryBatch", () => {
  it("stores what no consumer decided, marked dead in the ledger", async () => {
    const rig = new PipelineRig();
    expect(await rig.bury(aPut({ version: at(1) }), "poison")).toEqual([ack, ack]);
    expect(rig.letters.get(at(1))).toMatchObject({
      reason: failure("permanent", "crashed", "").reason,
    });
    expect(rig.letters.has("raw_m1")).toBe(true);
    expect(rig.tally()).toMatchObject({ accepted: 1, dead: 1, pending: 0 });
  });

  it("acknowledges what another copy has applied meanwhile", async () => {
    const rig = new PipelineRig();
    await rig.deliver(aPut({ version: at(1) }));
    expect(await rig.bury(aPut({ version: at(1) }))).toEqual([ack]);
    expect(rig.letters.size).toBe(0);
  });

  it("comes again while a copy of the version is being written", async () => {
    const rig = new PipelineRig();
    rig.kv.fault = () => new Promise(() => {});
    const batch = rig.deliver(aPut({ version: at(1) }));
    await rig.clock.advance(1_000);
    expect(await rig.bury(aPut({ version: at(1) }))).toEqual([{ kind: "retry", delaySeconds: 30 }]);
    await rig.clock.advance(10_000);
    await batch;
  });
});

function failNext(rig: PipelineRig, message: string): void {
  rig.kv.fault = async () => {
    rig.kv.fault = async () => "land";
    throw new Error(message);
  };
}

function gaps(rig: PipelineRig): readonly number[] {
  const starts = rig.kv.writes.map((write) => write.startedAtMs);
  return starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
}
