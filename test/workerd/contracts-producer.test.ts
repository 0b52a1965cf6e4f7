import { reset } from "cloudflare:test";
import { env as bindings } from "cloudflare:workers";
import { afterAll, describe, expect, it } from "vitest";
import { deadLetterStore } from "../../producer/adapters/dead-letters.ts";
import { cloudflareDigest } from "../../producer/adapters/digest.ts";
import { cacheApi } from "../../producer/adapters/edge-cache.ts";
import { kvReads } from "../../producer/adapters/kv-reads.ts";
import { ledgerShards } from "../../producer/adapters/ledger.ts";
import { intentQueue, queueMeters } from "../../producer/adapters/queues.ts";
import { r2Payloads } from "../../producer/adapters/r2-payloads.ts";
import { systemClock } from "../../producer/adapters/system-clock.ts";
import { keyOfPayloadLabels, payloadKey } from "../../shared/payload-key.ts";
import { describeDigestContract } from "../contract/digest.contract.ts";
import { describeEdgeCacheContract } from "../contract/edge-cache.contract.ts";
import { describeIntentQueueContract } from "../contract/intent-queue.contract.ts";
import { describePayloadUploadsContract } from "../contract/payload-uploads.contract.ts";
import { describeValueReadsContract } from "../contract/value-reads.contract.ts";
import { SOMEBODY } from "../support/letters.ts";
import { aVersion } from "../support/versions.ts";

type TestEnv = {
  readonly KV: KVNamespace;
  readonly WRITES: Queue<never>;
  readonly WRITES_IMMEDIATE: Queue<never>;
  readonly DEAD_LETTERS: Queue<unknown>;
  readonly PAYLOADS: R2Bucket;
  readonly LEDGER: DurableObjectNamespace;
  readonly DEAD_LETTER_STORE: DurableObjectNamespace;
};
const env = bindings as unknown as TestEnv;
const lanes = { normal: [env.WRITES], immediate: [env.WRITES_IMMEDIATE] };

afterAll(() => reset());

describeDigestContract("workerd", cloudflareDigest);
describeEdgeCacheContract("the Cache API", () => cacheApi);
describeIntentQueueContract("Queues", () => intentQueue(lanes));
describePayloadUploadsContract("R2", () => ({
  uploads: r2Payloads(env.PAYLOADS),
  read: async (version) => {
    const object = await env.PAYLOADS.get(payloadKey(version));
    return object === null ? null : object.bytes();
  },
}));
describeValueReadsContract("the binding", () => ({
  reads: kvReads({ ...env }, { default: "KV" }),
  put: (key, text, metadata) => env.KV.put(key, text, { metadata }),
}));

describe("a payload in R2", () => {
  it.each([3, null])("says whose it is; its announced length: %s", async (sizeBytes) => {
    const name = { namespace: "default", key: "a/ß\n🔑 %", version: aVersion(sizeBytes ?? 0) };
    const upload = await r2Payloads(env.PAYLOADS).begin(name, sizeBytes);
    await upload.write(Uint8Array.of(1, 2, 3));
    await upload.complete();
    const object = await env.PAYLOADS.head(payloadKey(name.version));
    expect(keyOfPayloadLabels(object?.customMetadata)).toEqual({
      namespace: "default",
      key: name.key,
    });
  });
});

describe("the consumer's objects", () => {
  it("answer the producer's questions", async () => {
    const ledger = ledgerShards(env.LEDGER, 8);
    const asked = { namespace: "default", key: "a key nobody wrote", version: null };
    expect(await ledger.status(asked)).toEqual({ newest: null, applied: null, version: null });
    expect(await ledger.summaries()).toHaveLength(8);
    const letters = deadLetterStore(env.DEAD_LETTER_STORE);
    const page = await letters.list({ filter: {}, access: {}, limit: 10, cursor: null });
    expect(page).toEqual({ ok: true, value: { letters: [], total: 0, cursor: null } });
    expect(await letters.get("raw_unknown", {})).toBeNull();
    expect(await letters.discard("raw_unknown", {}, SOMEBODY)).toBe(false);
    expect(await letters.replay("unknown")).toBeNull();
  });
});

describe("the meters of the queues", () => {
  it("are read for all three", async () => {
    const meters = {
      writes: lanes.normal,
      immediate: lanes.immediate,
      deadLetters: [env.DEAD_LETTERS],
    };
    const meter = { messages: expect.any(Number), bytes: expect.any(Number) };
    expect(await queueMeters(meters).read()).toMatchObject({
      writes: meter,
      immediate: meter,
      deadLetters: meter,
    });
  });
});

describe("the clock", () => {
  it("stops a sleep with the signal's reason", async () => {
    const controller = new AbortController();
    const asleep = systemClock.sleep(60_000, controller.signal);
    controller.abort(new Error("enough"));
    await expect(asleep).rejects.toThrow("enough");
    await expect(systemClock.sleep(0, controller.signal)).rejects.toThrow("enough");
    await systemClock.sleep(0, new AbortController().signal);
  });
});
