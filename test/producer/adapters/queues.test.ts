import { describe, expect, it } from "vitest";
import { sendIntents } from "../../../producer/accept/send-intents.ts";
import { intentQueue, queueMeters } from "../../../producer/adapters/queues.ts";
import { laneQueues, meteredQueues } from "../../../producer/adapters/write-queues.ts";
import { Settings } from "../../../shared/settings.ts";
import { queueOf } from "../../../shared/write-queues.ts";
import { aPut } from "../../support/a-write-intent.ts";
import { FakeQueue } from "../../support/fake-queue.ts";
import { aVersion } from "../../support/versions.ts";

const QUEUES = 4;
const fakes = () => Array.from({ length: QUEUES }, () => new FakeQueue());
const bindings = (queues: readonly FakeQueue[]) => queues.map(({ binding }) => binding);

const rig = () => {
  const [normal, immediate] = [fakes(), fakes()];
  const queue = intentQueue({ normal: bindings(normal), immediate: bindings(immediate) });
  return { normal, immediate, queue };
};

const intents = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    aPut({ key: `key-${index}`, version: aVersion(index) }),
  );

describe("the queues of a lane", () => {
  it("each take the intents of their keys, and nothing goes by the other lane", async () => {
    const { normal, immediate, queue } = rig();
    await queue.send("immediate", intents(100));
    immediate.forEach(({ sent }, index) => {
      expect(sent.length).toBeGreaterThan(10);
      expect(sent.filter((intent) => queueOf(intent, QUEUES) !== index)).toEqual([]);
    });
    expect(normal.flatMap(({ sent }) => sent)).toEqual([]);
  });

  it("take one intent as it is, on both lanes, without a list around it", async () => {
    const { normal, immediate, queue } = rig();
    const [one] = intents(1);
    if (one === undefined) throw new Error("one intent was expected");
    for (const fake of [...normal, ...immediate]) {
      fake.sendBatch = () => Promise.reject(new Error("a list was sent"));
      fake.send = async (body) => void fake.sent.push(body);
    }
    await queue.send("normal", [one]);
    await queue.send("immediate", [one]);
    for (const lane of [normal, immediate]) {
      expect(lane.flatMap(({ sent }) => sent)).toEqual([one]);
    }
  });

  it("confirm nothing where one of them is not bound", async () => {
    const queue = intentQueue({ normal: [], immediate: [] });
    await expect(queue.send("normal", intents(1))).rejects.toThrow("has no binding");
    await expect(queue.send("immediate", intents(2))).rejects.toThrow("has no binding");
  });

  it("have confirmed only when all have", async () => {
    const { normal, queue } = rig();
    Object.assign(normal[2] ?? {}, { isBroken: true });
    await expect(queue.send("normal", intents(100))).rejects.toThrow("overloaded");
  });

  it("leave the confirmations of the others alone when one of them fails", async () => {
    const { normal, queue } = rig();
    Object.assign(normal[2] ?? {}, { isBroken: true });
    const all = intents(1_000);
    const services = {
      queue,
      clock: { now: () => 0, sleep: async () => {} },
      dice: () => 0.5,
      report: () => {},
      settings: Settings.parse({ WRITE_QUEUES: QUEUES }),
    };
    const lost = await sendIntents(services, all, new AbortController().signal);
    const unlucky = all.filter((intent) => queueOf(intent, QUEUES) === 2);
    expect(lost).toEqual(new Set(unlucky.map(({ version }) => version)));
    // As few calls as the platform allows: a hundred messages each.
    for (const { calls, sent } of normal) expect(calls).toHaveLength(Math.ceil(sent.length / 100));
  });
});

describe("the meters", () => {
  const settings = Settings.parse({ WRITE_QUEUES: 2 });

  it("sum what lies in all queues of a lane, also in those that are no longer sent to", async () => {
    const [first, second, third] = fakes();
    if (!first || !second || !third) throw new Error("too few queues");
    const env = { WRITES: first, WRITES_2: second, WRITES_3: third, WRITES_IMMEDIATE: first };
    await second.sendBatch(intents(2).map((body) => ({ body })));
    await third.sendBatch(intents(3).map((body) => ({ body })));
    Object.assign(second, { oldestAtMs: 2_000 });
    Object.assign(third, { oldestAtMs: 1_000 });
    const meters = queueMeters(meteredQueues(env, settings, first.binding));
    expect(await meters.read()).toEqual({
      writes: { messages: 5, bytes: 500, oldestAtMs: 1_000 },
      immediate: { messages: 0, bytes: 0, oldestAtMs: null },
      deadLetters: { messages: 0, bytes: 0, oldestAtMs: null },
    });
    expect(laneQueues(env, settings).normal).toEqual([first, second]);
  });
});
