import { describe, expect, it } from "vitest";
import { queuedKV } from "../../../producer/drop-in/queued-kv.ts";
import { queueOf } from "../../../shared/write-queues.ts";
import { FakeQueue } from "../../support/fake-queue.ts";

const kv = {} as KVNamespace;

describe("queuedKV over several queues", () => {
  it("deletes by the queue of each key, as the producer does", async () => {
    const queues = [new FakeQueue(), new FakeQueue(), new FakeQueue(), new FakeQueue()];
    const bindings = queues.map(({ binding }) => binding);
    const dropIn = queuedKV({ kv, writes: bindings });
    for (let index = 0; index < 40; index++) await dropIn.delete(`key-${index}`);
    queues.forEach(({ sent }, index) => {
      expect(sent.length).toBeGreaterThan(0);
      expect(sent.filter((intent) => queueOf(intent, 4) !== index)).toEqual([]);
    });
  });

  it("refuses one that is not bound, since what it is given would be lost", () => {
    const { binding } = new FakeQueue();
    const missing = undefined as unknown as typeof binding;
    const text = "expected a queue in every place of `writes` and `immediate`";
    expect(() => queuedKV({ kv, writes: missing })).toThrow(text);
    expect(() => queuedKV({ kv, writes: [binding, missing] })).toThrow(text);
    expect(() => queuedKV({ kv, writes: [binding], immediate: [missing] })).toThrow(text);
  });

  it("refuses none, and another count of immediate ones", () => {
    const { binding } = new FakeQueue();
    const text = "expected as many queues in `immediate` as in `writes`";
    expect(() => queuedKV({ kv, writes: [] })).toThrow(text);
    expect(() => queuedKV({ kv, writes: [binding, binding], immediate: binding })).toThrow(text);
    queuedKV({ kv, writes: binding, immediate: [binding] });
  });
});
