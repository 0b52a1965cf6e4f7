import { describe, expect, it } from "vitest";
import { openQueues, queueBinding } from "../../../consumer/adapters/queue-binding.ts";
import type { ConsumerEnv } from "../../../consumer/bindings.ts";
import { Settings } from "../../../shared/settings.ts";
import { queueOf } from "../../../shared/write-queues.ts";
import { aPut } from "../../support/a-write-intent.ts";
import { FakeQueue } from "../../support/fake-queue.ts";

const envOf = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, new FakeQueue()])) as unknown as ConsumerEnv &
    Record<string, FakeQueue>;

const settings = Settings.parse({ WRITE_QUEUES: 2 });
const ALL = ["WRITES", "WRITES_2", "WRITES_IMMEDIATE", "WRITES_IMMEDIATE_2"];

describe("the consumer's way to the queues", () => {
  it("sends what is released or replayed to the queue of its key", async () => {
    const env = envOf(...ALL);
    const intents = Array.from({ length: 50 }, (_, index) => aPut({ key: `key-${index}` }));
    await queueBinding(env, settings).send("immediate", intents);
    for (const [name, index] of [
      ["WRITES_IMMEDIATE", 0],
      ["WRITES_IMMEDIATE_2", 1],
    ] as const) {
      expect(env[name]?.sent).toEqual(intents.filter((intent) => queueOf(intent, 2) === index));
    }
    expect(env.WRITES?.sent).toEqual([]);
  });

  it("throws at its start, naming each queue without a binding", () => {
    expect(() => queueBinding(envOf("WRITES", "WRITES_IMMEDIATE"), settings)).toThrow(
      /^WRITES_2: .*; WRITES_IMMEDIATE_2: expected a queue, since WRITE_QUEUES is 2/,
    );
  });

  it("looks at every queue that is bound for the oldest message", () => {
    expect(openQueues(envOf(...ALL, "WRITES_9"), settings)).toHaveLength(5);
  });
});
