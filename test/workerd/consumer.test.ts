import {
  createExecutionContext,
  createMessageBatch,
  evictDurableObject,
  getQueueResult,
  reset,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { env as bindings } from "cloudflare:workers";
import { afterEach, describe, expect, it } from "vitest";
import type { ConsumerEnv } from "../../consumer/bindings.ts";
import Consumer, { type Ledger } from "../../consumer/index.ts";
import {
  DEAD_LETTER_STORE_NAME,
  type DeadLetterStoreRpc,
} from "../../shared/dead-letter-store-rpc.ts";
import { shardOf } from "../../shared/key.ts";
import { shardName } from "../../shared/ledger/protocol.ts";
import { kvCallsOf } from "../../shared/metrics/usage.ts";
import { payloadKey, payloadLabels } from "../../shared/payload-key.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { aCandidate } from "../support/a-candidate.ts";
import { aDelete, aPut } from "../support/a-write-intent.ts";
import { APPLIED } from "../support/outcomes.ts";
import { pollUntil } from "../support/poll-until.ts";
import { versionAt } from "../support/versions.ts";

type TestEnv = ConsumerEnv & { readonly KV: KVNamespace; readonly PAYLOADS: R2Bucket };
const env = bindings as unknown as TestEnv;
const SHARDS = 8;

const text = (value: string) => ({ kind: "text", text: value }) as const;
const soon = (offsetMs: number) => versionAt(Date.now() + offsetMs);

afterEach(() => reset());

/** Hands messages to the real consumer; resolves to the ids that it acknowledged and retried. */
async function deliver(queue: string, bodies: readonly unknown[], on: TestEnv = env) {
  const messages = bodies.map((body, index) => ({
    id: `m${index}`,
    timestamp: new Date(),
    attempts: 1,
    body,
  }));
  const batch = createMessageBatch(queue, messages);
  const context = createExecutionContext();
  await new Consumer(context, on).queue(batch);
  const result = await getQueueResult(batch, context);
  return { acked: result.explicitAcks, retried: result.retryMessages.map((entry) => entry.msgId) };
}

const ledgerStub = (name: { readonly namespace: string; readonly key: string }) =>
  env.LEDGER.getByName(shardName(shardOf(name, SHARDS)));

const status = (intent: WriteIntent) => ledgerStub(intent).status({ shards: SHARDS, body: intent });

// The stub's mapped type is too deep for the compiler; the interface is what it promises.
const letters = () =>
  env.DEAD_LETTER_STORE.getByName(DEAD_LETTER_STORE_NAME) as unknown as DeadLetterStoreRpc;

describe("the consumer in workerd", () => {
  it("applies the newest intent of a key with its metadata stamped", async () => {
    const intents = [soon(0), soon(2), soon(1)].map((version, n) =>
      aPut({
        version,
        value: text(`v${n}`),
        metadata: { color: "red" },
        contentType: "text/plain",
      }),
    );
    expect(await deliver("sluice-writes", intents)).toEqual({
      acked: ["m0", "m1", "m2"],
      retried: [],
    });
    const stored = await env.KV.getWithMetadata("user:1");
    expect(stored.value).toBe("v1");
    expect(stored.metadata).toEqual({
      color: "red",
      sluice: { v: intents[1]?.version, t: "text/plain" },
    });
  });

  it("writes once when a batch is delivered twice at the same time", async () => {
    const intent = aPut({ version: soon(0), value: text("once") });
    const results = await Promise.all([
      deliver("sluice-writes", [intent]),
      deliver("sluice-writes", [intent]),
    ]);
    expect(results.map((result) => result.acked)).toEqual([["m0"], ["m0"]]);
    expect(await env.KV.get("user:1")).toBe("once");
    await pollUntil(async () => (await status(intent)).version?.heldFor === null);
    expect((await status(intent)).version?.state).toBe("applied");
    const { totals } = await ledgerStub(intent).summary({ shards: SHARDS, body: null });
    expect(kvCallsOf("put")(totals)).toBe(1);
  });

  it("lets the newest of two concurrent batches win", async () => {
    const older = aPut({ version: soon(0), value: text("older") });
    const newer = aPut({ version: soon(5), value: text("newer") });
    await Promise.all([
      deliver("sluice-writes", [newer]),
      deliver("sluice-writes-immediate", [older]),
    ]);
    await pollUntil(async () => (await status(newer)).version?.state === "applied");
    expect(await env.KV.get("user:1")).toBe("newer");
  });

  it("keeps what it holds through an eviction and releases it by the alarm", async () => {
    const first = aPut({ version: soon(0), value: text("first") });
    const second = aPut({ version: soon(5), value: text("second") });
    // For as long as the first is under way, the second has to wait.
    await admit(first, "first-batch");
    await deliver("sluice-writes", [second]);
    expect((await status(second)).version).toMatchObject({ state: "pending", heldFor: "pace" });

    await evictDurableObject(ledgerStub(first));

    expect((await status(second)).version).toMatchObject({ state: "pending", heldFor: "pace" });
    const report = { candidate: candidate(first), outcome: APPLIED, intent: null };
    const items = [{ namespace: first.namespace, key: first.key, report }];
    await ledgerStub(first).settle({ shards: SHARDS, body: { token: "first-batch", items } });
    await pollUntil(async () => (await status(second)).version?.state === "applied");
    expect(await env.KV.get("user:1")).toBe("second");
  });

  it("holds what comes again after a crash between admit and settle until the lease is out", async () => {
    const crashed = aPut({ version: soon(0), value: text("crashed") });
    expect(await admit(crashed, "crashed-batch")).toMatchObject([[{ kind: "granted" }]]);
    // The batch crashed: its lease is out, the message comes again and is held until that ends.
    expect(await deliver("sluice-writes", [crashed])).toEqual({ acked: ["m0"], retried: [] });
    expect((await status(crashed)).version).toMatchObject({ state: "pending", heldFor: "pace" });
    expect(await env.KV.get("user:1")).toBeNull();
  });

  it("dead-letters a poison message, and the platform's dead letters, in the same store", async () => {
    await deliver("sluice-writes", ["poison", aPut({ key: "neighbour", version: soon(0) })]);
    const crashed = aPut({ key: "crashed", version: soon(1) });
    await deliver("sluice-dead-letters", [crashed]);

    const page = await letters().list({ filter: {}, access: {}, limit: 10, cursor: null });
    const ids = page.ok ? page.value.letters.map((letter) => letter.id) : [];
    expect(ids.sort()).toEqual([crashed.version, "raw_m0"].sort());
    expect((await status(crashed)).version?.state).toBe("dead");
    expect(await env.KV.get("neighbour")).toBe("value");
  });

  it("drains a numbered queue, whatever WRITE_QUEUES says now", async () => {
    const intent = aPut({ version: soon(0), value: text("sent when there were four") });
    expect(await deliver("sluice-writes-4", [intent])).toEqual({ acked: ["m0"], retried: [] });
    expect(await env.KV.get(intent.key)).toBe("sent when there were four");
  });

  it("touches no message while a queue of WRITE_QUEUES has no binding", async () => {
    const intent = aPut({ version: soon(0) });
    const narrow = { ...env, WRITE_QUEUES: 2 } as TestEnv;
    expect(await deliver("sluice-writes", [intent], narrow)).toEqual({
      acked: [],
      retried: ["m0"],
    });
    expect(await env.KV.get(intent.key)).toBeNull();
  });

  it("loses no letter when it crashes between dead and stored: the alarm stores it", async () => {
    const doomed = aPut({ version: soon(0), namespace: "gone" });
    const unreachable = {
      ...env,
      DEAD_LETTER_STORE: { getByName: () => ({ put: () => Promise.reject(new Error("crash")) }) },
    } as unknown as TestEnv;
    expect(await deliver("sluice-writes", [doomed], unreachable)).toEqual({
      acked: [],
      retried: ["m0"],
    });
    expect(await letters().count()).toBe(0);

    await pollUntil(async () => {
      await runDurableObjectAlarm(ledgerStub(doomed));
      return (await letters().count()) === 1;
    });
  });

  it("redeems a payload from R2 and refuses one with another digest", async () => {
    const bytes = new Uint8Array(300_000).fill(7);
    const sha256 = [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
    const value = { kind: "payload", sha256, sizeBytes: bytes.byteLength } as const;
    const good = aPut({ key: "good", version: soon(0), value });
    const wrong = aPut({ key: "wrong", version: soon(1), value });
    await env.PAYLOADS.put(payloadKey(good.version), bytes, {
      customMetadata: payloadLabels(good),
    });
    await env.PAYLOADS.put(payloadKey(wrong.version), "something else");

    await deliver("sluice-writes", [good, wrong]);

    expect((await env.KV.get("good", "arrayBuffer"))?.byteLength).toBe(300_000);
    expect(await env.KV.get("wrong")).toBeNull();
    const letter = await letters().get(wrong.version, {});
    expect(letter?.letter.reason).toBe("payload_mismatch");
  });

  it("deletes a key for a tombstone", async () => {
    await env.KV.put("user:1", "by somebody else");
    await deliver("sluice-writes", [aDelete({ version: soon(0) })]);
    expect(await env.KV.get("user:1")).toBeNull();
  });

  it("refuses a caller with another count of shards and loses nothing", async () => {
    const intent = aPut({ version: soon(0) });
    await deliver("sluice-writes", [intent]);
    const question = { shards: 4, body: intent };
    const refusal = await runInDurableObject(
      ledgerStub(intent) as DurableObjectStub<Ledger>,
      (ledger) => ledger.status(question).catch(String),
    );
    expect(refusal).toContain("LEDGER_SHARDS is 4, but this ledger was made with 8");
  });

  it("sweeps no payload that was uploaded just now, and tells which nothing refers to", async () => {
    const orphan = versionAt(Date.now() - 40 * 86_400_000);
    await env.PAYLOADS.put(payloadKey(orphan), "x", {
      customMetadata: payloadLabels({ namespace: "default", key: "user:1" }),
    });
    const fresh = soon(0);
    await env.PAYLOADS.put(payloadKey(fresh), "x", {
      customMetadata: payloadLabels({ namespace: "default", key: "user:1" }),
    });
    await new Consumer(createExecutionContext(), env).scheduled({ cron: "17 3 * * *" });
    // Both were uploaded just now: an upload under way is no orphan.
    expect((await env.PAYLOADS.list()).objects).toHaveLength(2);
    expect(
      await ledgerStub({ namespace: "default", key: "user:1" }).unneededPayloads({
        shards: SHARDS,
        body: [orphan, fresh].map((version) => ({ namespace: "default", key: "user:1", version })),
      }),
    ).toEqual([orphan]);
  });

  it("keeps a key in one row", async () => {
    await deliver("sluice-writes", [aPut({ version: soon(0) }), aPut({ version: soon(1) })]);
    await runInDurableObject(ledgerStub(aPut()) as DurableObjectStub<Ledger>, (_object, state) => {
      const count = state.storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM keys").one();
      expect(count.n).toBe(1);
    });
  });
});

/** Begins a write as a batch does, which has to settle it by this token. */
const admit = (intent: WriteIntent, token: string) =>
  ledgerStub(intent).admit({
    shards: SHARDS,
    body: {
      token,
      items: [{ namespace: intent.namespace, key: intent.key, candidates: [candidate(intent)] }],
    },
  });

const candidate = (intent: WriteIntent) =>
  aCandidate({
    version: intent.version,
    generation: intent.generation,
    operation: intent.op,
    onFailure: intent.onFailure,
  });
