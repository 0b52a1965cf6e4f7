import { describe, expect, it } from "vitest";
import type { ProducerEvent } from "../../producer/events.ts";
import { ReadCounter } from "../../producer/read/read-counter.ts";
import type { Counts } from "../../shared/metrics/counts.ts";
import { ProducerRig } from "../support/producer-rig.ts";
import { NOW_MS } from "../support/versions.ts";

function aCounter(send: (counts: Counts) => Promise<void> = async () => {}) {
  const told: Counts[] = [];
  const tasks: Promise<void>[] = [];
  const events: ProducerEvent[] = [];
  const clock = { nowMs: NOW_MS };
  const counter = new ReadCounter({
    clock: { now: () => clock.nowMs },
    send: async (counts) => {
      told.push(counts);
      await send(counts);
    },
    report: (event) => events.push(event),
  });
  const note = (source: "edge" | "kv" | "miss") =>
    counter.note(source, (task) => void tasks.push(task));
  return { told, tasks, events, clock, note };
}

describe("the counter of reads", () => {
  it("tells what an isolate has read at most every ten seconds", async () => {
    const { told, clock, note } = aCounter();
    note("edge");
    for (let n = 0; n < 5; n++) note("edge");
    clock.nowMs += 9_999;
    note("miss");
    expect(told).toEqual([{ "read-edge": 1 }]);
    clock.nowMs += 1;
    note("kv");
    expect(told).toEqual([{ "read-edge": 1 }, { "read-edge": 5, "read-miss": 1, "read-kv": 1 }]);
  });

  it("reports a shard that does not answer and counts nothing twice", async () => {
    const { told, tasks, events, clock, note } = aCounter(async () => {
      throw new Error("overloaded");
    });
    note("edge");
    await Promise.all(tasks);
    clock.nowMs += 10_000;
    note("kv");
    await Promise.all(tasks);
    expect(told).toEqual([{ "read-edge": 1 }, { "read-kv": 1 }]);
    expect(events).toEqual([
      { kind: "reads-not-counted", detail: "overloaded" },
      { kind: "reads-not-counted", detail: "overloaded" },
    ]);
  });
});

describe("reads over HTTP", () => {
  it("count by where the answer came from, behind the answer", async () => {
    const rig = new ProducerRig();
    const path = "/v1/kv/default/a";
    expect((await rig.request(path)).status).toBe(404);
    rig.values.put({ namespace: "default", key: "a" }, "value");
    await rig.request(path);
    await rig.settle();
    expect((await rig.request(path)).headers.get("Cache-Status")).toContain("hit");
    rig.nowMs += 10_000;
    await rig.request("/v1/kv/default/b");
    await rig.settle();
    expect(rig.readsTold).toEqual([
      { "read-miss": 1 },
      { "read-kv": 1, "read-edge": 1, "read-miss": 1 },
    ]);
  });
});
