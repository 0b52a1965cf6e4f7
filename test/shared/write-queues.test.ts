import { describe, expect, it } from "vitest";
import { keyId, shardOf } from "../../shared/key.ts";
import { parseSettings, Settings } from "../../shared/settings.ts";
import {
  boundQueues,
  missingQueue,
  queueOf,
  shareOut,
  writeQueues,
} from "../../shared/write-queues.ts";
import { aPut } from "../support/a-write-intent.ts";
import { fc } from "../support/property.ts";

const settings = (WRITE_QUEUES: number) => Settings.parse({ WRITE_QUEUES });

const keys = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ namespace: "default", key: `user:${index}` }));

describe("the write queues", () => {
  it("are the two that there always were when WRITE_QUEUES is 1", () => {
    expect(writeQueues("normal", settings(1))).toEqual([
      { binding: "WRITES", queue: "sluice-writes" },
    ]);
    expect(writeQueues("immediate", settings(1))).toEqual([
      { binding: "WRITES_IMMEDIATE", queue: "sluice-writes-immediate" },
    ]);
  });

  it("end in their number from the second on, in both lanes", () => {
    expect(writeQueues("normal", settings(3)).at(-1)).toEqual({
      binding: "WRITES_3",
      queue: "sluice-writes-3",
    });
    expect(writeQueues("immediate", settings(64)).at(-1)).toEqual({
      binding: "WRITES_IMMEDIATE_64",
      queue: "sluice-writes-immediate-64",
    });
  });

  it("count as bound beyond WRITE_QUEUES, too", () => {
    const bound = boundQueues("normal", settings(1), (binding) => /^WRITES(_3)?$/.test(binding));
    expect(bound.map(({ binding }) => binding)).toEqual(["WRITES", "WRITES_3"]);
  });

  it.each([0, 65, 1.5, -1, "four", "", null])("are not %j", (found) => {
    const parsed = parseSettings({ WRITE_QUEUES: found });
    expect(parsed).toEqual({
      ok: false,
      error: [`WRITE_QUEUES: expected a whole number from 1 to 64, found ${JSON.stringify(found)}`],
    });
  });

  it("without a binding are named with what to add to which file", () => {
    const [, second] = writeQueues("immediate", settings(2));
    const text = missingQueue(second ?? { binding: "", queue: "" }, settings(2));
    for (const part of [
      "WRITES_IMMEDIATE_2: expected a queue, since WRITE_QUEUES is 2",
      '[[queues.producers]] binding = "WRITES_IMMEDIATE_2", queue = "sluice-writes-immediate-2"',
      "wrangler.producer.toml and wrangler.consumer.toml",
      '[[queues.consumers]] queue = "sluice-writes-immediate-2" to wrangler.consumer.toml',
    ]) {
      expect(text).toContain(part);
    }
  });
});

describe("the queue of a key", () => {
  it("takes about as many keys as every other", () => {
    for (const queues of [2, 4, 7, 32]) {
      const counts = new Map<number, number>();
      for (const name of keys(32_000)) {
        const index = queueOf(name, queues);
        counts.set(index, (counts.get(index) ?? 0) + 1);
      }
      expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual([...Array(queues).keys()]);
      for (const count of counts.values()) expect(count * queues).toBeCloseTo(32_000, -4);
    }
  });

  it("meets only shards / queues of the ledger's shards where the one divides the other", () => {
    const shards = keys(10_000)
      .filter((name) => queueOf(name, 4) === 1)
      .map((name) => shardOf(name, 8));
    expect(new Set(shards)).toEqual(new Set([1, 5]));
  });
});

describe("sharing out", () => {
  it("loses nothing, keeps a key in one queue and the order of each queue", () => {
    const name = fc.record({
      namespace: fc.constantFrom("a", "b"),
      key: fc.string({ minLength: 1 }),
    });
    fc.assert(
      fc.property(
        fc.array(name, { maxLength: 60 }),
        fc.integer({ min: 1, max: 64 }),
        (names, queues) => {
          const intents = names.map((own) => aPut(own));
          const shares = shareOut(intents, queues);
          const home = new Map<string, number>();
          for (const { index, intents: own } of shares) {
            expect(own).toEqual(intents.filter((intent) => own.includes(intent)));
            for (const intent of own) {
              expect(index).toBe(queueOf(intent, queues));
              expect(home.get(keyId(intent)) ?? index).toBe(index);
              home.set(keyId(intent), index);
            }
          }
          expect(shares.flatMap((share) => share.intents)).toHaveLength(intents.length);
        },
      ),
    );
  });
});
