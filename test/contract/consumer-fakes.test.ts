import { ManualClock } from "../support/manual-clock.ts";
import { MemoryAlarm } from "../support/memory-alarm.ts";
import { MemoryKeyValueStore } from "../support/memory-key-value-store.ts";
import { type MemoryPayloads, memoryPayloadStore } from "../support/memory-payload-store.ts";
import { sha256Hex } from "../support/node-digest.ts";
import { simulatedPorts } from "../support/simulated-ports.ts";
import { describeAlarmStorageContract } from "./alarm-storage.contract.ts";
import { describeClockContract } from "./clock.contract.ts";
import { describeDeadLetterSinkContract } from "./dead-letter-sink.contract.ts";
import {
  describeKeyValueStoreBasics,
  describeKeyValueStoreContract,
} from "./key-value-store.contract.ts";
import type { StoredValue } from "./key-value-subject.ts";
import { describePayloadStoreContract } from "./payload-store.contract.ts";

describeClockContract("the manual clock", () => {
  const clock = new ManualClock();
  return { clock, pass: clock.advance.bind(clock) };
});

describeKeyValueStoreContract("KV in memory", () => {
  const clock = new ManualClock();
  const store = new MemoryKeyValueStore(clock);
  return {
    store,
    read: async (key) => storedValue(store, key, clock.now()),
    nowSeconds: () => Math.floor(clock.now() / 1_000),
  };
});
describeKeyValueStoreBasics("the simulator's KV", () => simulatedPorts().kv);

const payloads: MemoryPayloads = new Map();
describePayloadStoreContract("the bucket in memory", () => ({
  store: memoryPayloadStore(payloads),
  upload: async (version, value) => {
    const sha256 = sha256Hex(value);
    payloads.set(version, { value, sha256 });
    return sha256;
  },
}));
const { payloads: simulatedPayloads } = simulatedPorts();
describePayloadStoreContract("the simulator's bucket", () => simulatedPayloads);

describeAlarmStorageContract("memory", (use) => use(new MemoryAlarm()));
describeAlarmStorageContract("a simulated object", (use) => use(simulatedPorts().alarm));

const { deadLetters } = simulatedPorts();
describeDeadLetterSinkContract("the simulator's dead-letter store", () => deadLetters);

function storedValue(store: MemoryKeyValueStore, key: string, nowMs: number): StoredValue | null {
  const put = store.values.get(key);
  if (put === undefined) return null;
  const { value, metadata, expiry } = put;
  if (value instanceof ReadableStream) throw new Error("a stream was stored unread");
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
  switch (expiry.kind) {
    case "none":
      return { bytes, metadata, expiresAtSeconds: null };
    case "at":
      return { bytes, metadata, expiresAtSeconds: expiry.epochSeconds };
    case "after":
      return { bytes, metadata, expiresAtSeconds: Math.floor(nowMs / 1_000) + expiry.ttlSeconds };
  }
}
