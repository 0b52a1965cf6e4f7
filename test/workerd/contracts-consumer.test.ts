import { reset, runInDurableObject } from "cloudflare:test";
import { env as bindings } from "cloudflare:workers";
import { afterAll } from "vitest";
import { deadLetterBinding } from "../../consumer/adapters/dead-letter-binding.ts";
import { kvBinding } from "../../consumer/adapters/kv-binding.ts";
import { payloadBinding } from "../../consumer/adapters/payload-binding.ts";
import { systemClock } from "../../consumer/adapters/system-clock.ts";
import type { ConsumerEnv } from "../../consumer/bindings.ts";
import { systemClock as producerClock } from "../../producer/adapters/system-clock.ts";
import {
  DEAD_LETTER_STORE_NAME,
  type DeadLetterStoreRpc,
} from "../../shared/dead-letter-store-rpc.ts";
import { hexOf } from "../../shared/hex.ts";
import { payloadKey } from "../../shared/payload-key.ts";
import type { Json } from "../../shared/stamp.ts";
import { describeAlarmStorageContract } from "../contract/alarm-storage.contract.ts";
import { describeClockContract } from "../contract/clock.contract.ts";
import { describeDeadLetterSinkContract } from "../contract/dead-letter-sink.contract.ts";
import { describeKeyValueStoreContract } from "../contract/key-value-store.contract.ts";
import type { StoredValue } from "../contract/key-value-subject.ts";
import { describePayloadStoreContract } from "../contract/payload-store.contract.ts";

type TestEnv = ConsumerEnv & { readonly KV: KVNamespace; readonly PAYLOADS: R2Bucket };
const env = bindings as unknown as TestEnv;

afterAll(() => reset());

const passed = async (): Promise<void> => {};
describeClockContract("the consumer's clock", () => ({ clock: systemClock, pass: passed }));
describeClockContract("the producer's clock", () => ({ clock: producerClock, pass: passed }));

describeKeyValueStoreContract("a KV binding", () => ({
  store: kvBinding(env.KV),
  read: readStored,
  nowSeconds: () => Math.floor(Date.now() / 1_000),
}));

describePayloadStoreContract("R2", () => ({
  store: payloadBinding(env.PAYLOADS),
  upload: async (version, text) => {
    const bytes = new TextEncoder().encode(text);
    await env.PAYLOADS.put(payloadKey(version), bytes);
    return hexOf(await crypto.subtle.digest("SHA-256", bytes));
  },
}));

let objects = 0;
describeAlarmStorageContract("a Durable Object", (use) =>
  runInDurableObject(env.LEDGER.getByName(`alarm-${objects++}`), (_instance, { storage }) =>
    use(storage),
  ),
);

describeDeadLetterSinkContract("the dead-letter store", () => ({
  sink: deadLetterBinding(env.DEAD_LETTER_STORE),
  read: async (id) => {
    // The stub's mapped type is too deep for the compiler; the interface is what it promises.
    const store = env.DEAD_LETTER_STORE.getByName(
      DEAD_LETTER_STORE_NAME,
    ) as unknown as DeadLetterStoreRpc;
    return (await store.get(id, {}))?.letter ?? null;
  },
}));

async function readStored(key: string): Promise<StoredValue | null> {
  const { value, metadata } = await env.KV.getWithMetadata<Json>(key, "arrayBuffer");
  if (value === null) return null;
  // Only a list tells when a value ends.
  const { keys } = await env.KV.list({ prefix: key });
  const entry = keys.find((listed) => listed.name === key);
  return {
    bytes: new Uint8Array(value),
    metadata: metadata ?? undefined,
    expiresAtSeconds: entry?.expiration ?? null,
  };
}
