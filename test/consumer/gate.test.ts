import { describe, expect, it } from "vitest";
import { aDelete, aPut } from "../support/a-write-intent.ts";
import { PipelineRig } from "../support/pipeline-rig.ts";
import { versionAt } from "../support/versions.ts";

const START_MS = 1_800_000_000_000;
const MIDNIGHT_MS = 1_800_057_600_000;
const at = (offsetMs: number) => versionAt(START_MS + offsetMs);

let offset = 0;
const put = (key: string, fields: Parameters<typeof aPut>[0] = {}) =>
  aPut({ key, version: at(offset++), ...fields });
const puts = (count: number, name = "key") =>
  Array.from({ length: count }, (_, n) => put(`${name}-${n}`));

/** Lets alarms ring for so long, in steps shorter than what they wait for. */
async function run(rig: PipelineRig, durationMs: number, stepMs = 1_000): Promise<void> {
  for (let passedMs = 0; passedMs < durationMs; passedMs += stepMs) await rig.pass(stepMs);
}

const heldFor = async (rig: PipelineRig, intent: ReturnType<typeof put>) => {
  const status = await rig.status({ ...intent });
  return status.version?.heldFor ?? status.version?.state;
};

describe("a daily budget", () => {
  it("is shared by eight shards to the last write, but for its reserve", async () => {
    const rig = new PipelineRig({ DAILY_WRITE_BUDGET: 30, LEDGER_SHARDS: 8 });
    for (const intent of puts(60)) await rig.deliver(intent);
    await run(rig, 120_000);
    expect(rig.kv.writes).toHaveLength(29);
    expect(rig.tally()).toMatchObject({ applied: 29, pending: 31, held: { quota: 31 } });
  });

  it("keeps its reserve for immediate writes", async () => {
    const rig = new PipelineRig({ DAILY_WRITE_BUDGET: 20 });
    await rig.deliver(...puts(30));
    await run(rig, 60_000);
    expect(rig.kv.writes).toHaveLength(19);
    const urgent = [
      put("urgent", { priority: "immediate" }),
      put("too", { priority: "immediate" }),
    ];
    await rig.deliver(...urgent);
    await run(rig, 10_000);
    expect(rig.kv.writes).toHaveLength(20);
  });

  it("costs nothing for an operation that has none", async () => {
    const rig = new PipelineRig({ DAILY_WRITE_BUDGET: 1 });
    await rig.deliver(...[1, 2, 3].map((n) => aDelete({ key: `key-${n}`, version: at(n) })));
    expect(rig.kv.writes).toHaveLength(3);
  });

  it("lets writes go after midnight, the one that has waited longest first", async () => {
    const rig = new PipelineRig({ DAILY_WRITE_BUDGET: 20, LEDGER_SHARDS: 1 });
    await rig.deliver(...puts(20, "first"));
    await run(rig, 60_000);
    for (const intent of puts(6, "later").toReversed()) {
      await rig.deliver(intent);
      await rig.pass(1_000);
    }
    rig.kv.writes.length = 0;
    await rig.pass(MIDNIGHT_MS - rig.clock.now() - 1_000);
    await run(rig, 299_000);
    expect(rig.kv.writes).toHaveLength(2);
    await run(rig, 60_000);
    const later = rig.kv.writes.map((write) => write.key).filter((key) => key.startsWith("later"));
    expect(later).toEqual(["later-5", "later-4", "later-3", "later-2", "later-1", "later-0"]);
    expect(rig.tally()).toMatchObject({ pending: 0 });
  });

  it("makes writes of a key rarer when it runs short", async () => {
    const rig = new PipelineRig({ DAILY_WRITE_BUDGET: 100, LEDGER_SHARDS: 1 });
    await rig.deliver(...puts(85));
    await run(rig, 30_000);
    await rig.deliver(put("hot"));
    await run(rig, 5_000);
    const next = put("hot");
    await rig.deliver(next);
    expect(await heldFor(rig, next)).toBe("pace");
    await run(rig, 4_000);
    expect(await heldFor(rig, next)).toBe("pace");
    await run(rig, 4_000);
    expect(await heldFor(rig, next)).toBe("applied");
  });

  it("drops what may be dropped once most of it is spent", async () => {
    const rig = new PipelineRig({ DAILY_WRITE_BUDGET: 20, LEDGER_SHARDS: 1 });
    const early = put("early", { onFailure: "drop" });
    await rig.deliver(early);
    await run(rig, 5_000);
    expect(await heldFor(rig, early)).toBe("applied");
    await rig.deliver(...puts(30));
    await run(rig, 60_000);
    const late = put("late", { onFailure: "drop" });
    await rig.deliver(late);
    expect(await heldFor(rig, late)).toBe("dropped");
    expect(rig.tally()).toMatchObject({ dropped: 1 });
  });

  it("is spent to the end of what a shard has while the gate is out of reach", async () => {
    const rig = new PipelineRig({ DAILY_WRITE_BUDGET: 100, LEDGER_SHARDS: 1 });
    await rig.deliver(put("first"));
    await run(rig, 5_000);
    rig.broken.gate = true;
    rig.kv.writes.length = 0;
    await rig.deliver(...puts(60));
    await run(rig, 30_000);
    const spent = rig.kv.writes.length;
    expect(spent).toBeGreaterThan(40);
    expect(rig.tally().held.quota).toBe(60 - spent);
    expect(rig.events.some((event) => event.kind === "gate-unreachable")).toBe(true);
    rig.broken.gate = false;
    await run(rig, 180_000);
    expect(rig.tally()).toMatchObject({ pending: 0 });
  });

  it("of the platform stops an operation in every shard when one has met it", async () => {
    const rig = new PipelineRig({ LEDGER_SHARDS: 8 });
    rig.kv.fault = async (write) => {
      if (write.operation === "put") throw new Error("KV put() limit exceeded for the day.");
      return "land";
    };
    await rig.deliver(put("a"));
    await run(rig, 3_000);
    rig.kv.writes.length = 0;
    await rig.deliver(...puts(20));
    expect(rig.kv.writes).toEqual([]);
    await rig.deliver(aDelete({ key: "key-1", version: at(offset++) }));
    expect(rig.kv.writes).toHaveLength(1);
    rig.kv.fault = async () => "land";
    await rig.pass(MIDNIGHT_MS - rig.clock.now());
    await run(rig, 400_000);
    expect(rig.tally()).toMatchObject({ pending: 0, dead: 0 });
  });
});

describe("a pause", () => {
  it("holds what comes for its namespace until it is resumed, and nothing else", async () => {
    const rig = new PipelineRig();
    expect(await rig.gate.pauseNamespace("default", "a test")).toEqual({
      namespace: "default",
      pause: { sinceMs: START_MS, reason: "a test" },
      breaker: null,
      isConfirmed: true,
    });
    const intents = [put("a"), put("b"), put("c", { namespace: "other" })];
    await rig.deliver(...intents);
    expect(rig.kv.writes.map((write) => write.key)).toEqual(["c"]);
    const [first = put("a")] = intents;
    expect((await rig.status(first)).version).toMatchObject({
      heldFor: "pause",
      notBeforeMs: null,
    });
    rig.evict();
    await run(rig, 60_000);
    expect(rig.kv.writes).toHaveLength(1);
    await rig.gate.resumeNamespace("default");
    await run(rig, 5_000);
    expect(rig.tally()).toMatchObject({ applied: 3, pending: 0 });
  });

  it("reaches a shard that did not hear of it at first", async () => {
    const rig = new PipelineRig();
    rig.broken.ledger = true;
    expect((await rig.gate.pauseNamespace("default", null)).isConfirmed).toBe(false);
    rig.broken.ledger = false;
    await run(rig, 10_000);
    expect(await rig.gate.states(["default"])).toMatchObject([{ isConfirmed: true }]);
    await rig.deliver(put("a"));
    expect(rig.kv.writes).toEqual([]);
  });

  it("keeps its beginning when it is asked for again, and ends once", async () => {
    const rig = new PipelineRig();
    await rig.gate.pauseNamespace("default", "first");
    await rig.pass(1_000);
    const again = await rig.gate.pauseNamespace("default", null);
    expect(again.pause).toEqual({ sinceMs: START_MS, reason: "first" });
    expect((await rig.gate.pauseNamespace("default", "other")).pause?.reason).toBe("other");
    expect((await rig.gate.resumeNamespace("default")).pause).toBeNull();
    expect((await rig.gate.resumeNamespace("default")).pause).toBeNull();
  });
});

describe("a breaker", () => {
  const failing = async (): Promise<never> => {
    throw new Error("KV PUT failed: 503 Service Unavailable");
  };

  it("opens when half of twenty writes fail, in all shards, and counts no failures while open", async () => {
    const rig = new PipelineRig({ MAX_FAILURES: 3 });
    rig.kv.fault = failing;
    await rig.deliver(...puts(24));
    await run(rig, 2_000);
    expect(rig.events.some((event) => event.kind === "breaker-opened")).toBe(true);
    rig.kv.writes.length = 0;
    const next = put("next");
    await rig.deliver(next);
    await run(rig, 20_000);
    expect(rig.kv.writes).toEqual([]);
    expect(await heldFor(rig, next)).toBe("breaker");
    expect(rig.tally()).toMatchObject({ dead: 0, pending: 25 });
  });

  it("tries one write of each shard, closes when one succeeds, and all go on", async () => {
    const rig = new PipelineRig();
    rig.kv.fault = failing;
    await rig.deliver(...puts(24));
    await run(rig, 2_000);
    rig.kv.writes.length = 0;
    await run(rig, 32_000);
    expect(rig.kv.writes.length).toBeGreaterThanOrEqual(1);
    expect(rig.kv.writes.length).toBeLessThanOrEqual(2);
    rig.kv.fault = async () => "land";
    await run(rig, 180_000);
    expect(rig.events.some((event) => event.kind === "breaker-closed")).toBe(true);
    expect(rig.tally()).toMatchObject({ applied: 24, pending: 0, dead: 0 });
  });

  it("stays closed while KV only throttles", async () => {
    const rig = new PipelineRig();
    rig.kv.fault = async () => {
      throw new Error("KV PUT failed: 429 Too Many Requests");
    };
    await rig.deliver(...puts(40));
    await run(rig, 10_000);
    expect(rig.events.some((event) => event.kind === "breaker-opened")).toBe(false);
  });
});
