import { describe, expect, it } from "vitest";
import { Settings } from "../../shared/settings.ts";
import { allWriteQueues, queueOf, writeQueues } from "../../shared/write-queues.ts";
import { pollUntil } from "../support/poll-until.ts";
import { runSluice, TEST_TOKEN, TEST_TOKENS } from "../support/run-sluice.ts";
import { type Receipt, sluiceUser } from "../support/sluice-user.ts";
import { startedOnce } from "../support/started-once.ts";
import { readConfig, writeConfig } from "../support/widen-configs.ts";

const QUEUES = 4;
const OLD = "sluice-producer-old";

const sluice = startedOnce(() =>
  runSluice({
    writeQueues: QUEUES,
    others: [
      {
        // As it was before WRITE_QUEUES grew: it knows one queue a lane.
        configPath: writeConfig({ ...readConfig("producer"), name: OLD }),
        bindingOverrides: { KV: "strict-kv" },
        secrets: { SLUICE_TOKENS: TEST_TOKENS },
      },
    ],
  }),
);
const user = sluiceUser(sluice);

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}:${index}`);

const puts = (keys: readonly string[], value: string, priority = "normal") =>
  keys.map((key) => ({ op: "put", key, value: `${value} of ${key}`, priority }));

const indexOf = (key: string) => queueOf({ namespace: "default", key }, QUEUES);

/** How many messages each queue has brought so far, or those that died, as the consumer's log has them. */
function logged(count: "deliveries" | "dead"): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of sluice.logs()) {
    const queue = /"queue":"([^"]+)"/.exec(line)?.[1];
    const found = new RegExp(`"${count}":(\\d+)`).exec(line)?.[1];
    if (queue === undefined || found === undefined) continue;
    counts.set(queue, (counts.get(queue) ?? 0) + Number(found));
  }
  return counts;
}

const sumOf = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

const settings = Settings.parse({ WRITE_QUEUES: QUEUES });
const bothLanes = allWriteQueues(settings).map(({ queue }) => queue);
const normalLane = writeQueues("normal", settings).map(({ queue }) => queue);

async function fromOldProducer(intents: readonly object[]): Promise<readonly Receipt[]> {
  const response = await sluice.other(OLD).fetch("http://old/v1/intents", {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${TEST_TOKEN}` },
    body: JSON.stringify({ intents }),
  });
  const text = await response.text();
  expect(response.status, text).toBe(202);
  return (JSON.parse(text) as { receipts: Receipt[] }).receipts;
}

async function expectTexts(keys: readonly string[], value: string): Promise<void> {
  for (const key of keys) await user.untilText(key, `${value} of ${key}`);
}

describe("four queues in each lane", () => {
  it("are all used, and every key ends with its newest value", async () => {
    const keys = names("spread", 60);
    expect(new Set(keys.map(indexOf)).size).toBe(QUEUES);
    await user.sendIntents([...puts(keys, "old"), ...puts(keys, "new", "immediate")]);
    await expectTexts(keys, "new");
    await user.sendIntents(puts(keys, "newest"));
    await expectTexts(keys, "newest");
    await pollUntil(async () => bothLanes.every((name) => logged("deliveries").has(name)));
    const { landedByKey } = await sluice.strictKv.report();
    expect(keys.filter((key) => (landedByKey[key] ?? 0) > 3)).toEqual([]);
  });

  it("take replayed letters back by the queue of their key", async () => {
    const keys = names("replayed", 12);
    for (const key of keys) {
      const keysOf = { kind: "exact", key } as const;
      await sluice.strictKv.setFault({
        name: key,
        keys: keysOf,
        effect: { kind: "refused", status: 400 },
      });
    }
    const receipts = await user.sendIntents(puts(keys, "kept"));
    for (const receipt of receipts) await user.untilState(receipt, "dead");
    await sluice.strictKv.clearFaults();
    // A batch is logged when it is over, after its letters were stored.
    await pollUntil(async () => sumOf(logged("dead")) === keys.length);
    const before = logged("deliveries");
    expect(await user.replay({ filter: { keyPrefix: "replayed:" } })).toMatchObject({
      matched: 12,
    });
    await expectTexts(keys, "kept");
    for (const receipt of receipts) await user.untilState(receipt, "applied");
    await pollUntil(async () => sumOf(logged("deliveries")) >= sumOf(before) + keys.length);
    const after = logged("deliveries");
    for (const [index, name] of normalLane.entries()) {
      const replayed = (after.get(name) ?? 0) - (before.get(name) ?? 0);
      expect(replayed, name).toBe(keys.filter((key) => indexOf(key) === index).length);
    }
  });

  it("are summed in the backlog, which ends at nothing", async () => {
    await pollUntil(async () => {
      const response = await sluice.fetch("/v1/backlog");
      const { queues, pending } = (await response.json()) as {
        queues: Record<string, { messages: number }>;
        pending: number;
      };
      return pending === 0 && Object.values(queues).every(({ messages }) => messages === 0);
    });
  });

  it("show in the health of the producer, each by its binding", async () => {
    const { bindings } = (await (await sluice.fetch("/healthz")).json()) as { bindings: object };
    expect(bindings).toMatchObject({ WRITES: true, WRITES_4: true, WRITES_IMMEDIATE_4: true });
  });
});

describe("a change from one queue to four while messages are under way", () => {
  it("loses nothing, and the newest write wins by whichever queue it came", async () => {
    const keys = names("change", 40);
    const [older, newer] = [keys.slice(0, 20), keys.slice(20)];
    // The old producer first, the new one at once after it, and the other way round.
    const receipts = [
      ...(await fromOldProducer(puts(older, "first"))),
      ...(await user.sendIntents(puts(older, "second"))),
      ...(await user.sendIntents(puts(newer, "first"))),
      ...(await fromOldProducer(puts(newer, "second"))),
    ];
    await expectTexts(keys, "second");
    for (const receipt of receipts) {
      await pollUntil(async () => /^(applied|superseded)$/.test(await user.state(receipt)));
    }
    await expectTexts(keys, "second");
  });
});
