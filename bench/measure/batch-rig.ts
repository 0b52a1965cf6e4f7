import type { BatchPorts } from "../../consumer/batch/batch-ports.ts";
import type { Delivery } from "../../consumer/batch/plan-batch.ts";
import { processBatch } from "../../consumer/batch/process-batch.ts";
import type { LedgerClient } from "../../consumer/ledger-client.ts";
import { Settings } from "../../shared/settings.ts";
import { formatVersion } from "../../shared/version.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";

export const RIG_START_MS = 1_800_043_200_000;

export type RigClock = { nowMs: number };

/** What was written, and by how many batches. */
export type RigKv = { puts: number };

/** A consumer whose KV takes everything at once: what is left is our own work. */
export function batchRig(ledger: LedgerClient, clock: RigClock, kv: RigKv, name = "rig") {
  let batches = 0;
  const ports: BatchPorts = {
    clock: { now: () => clock.nowMs, sleep: () => new Promise(() => {}) },
    dice: () => 0.5,
    token: () => `${name}-${batches}`,
    ledger,
    deadLetters: { put: () => Promise.reject(new Error("nothing dies here")) },
    keyValueStore: () => ({
      read: () => Promise.reject(new Error("nothing is touched here")),
      put: async () => {
        kv.puts += 1;
      },
      delete: () => Promise.reject(new Error("nothing is deleted here")),
    }),
    payloads: {
      redeem: () => Promise.reject(new Error("nothing is large here")),
      delete: async () => {},
    },
    report: () => {},
    times: Settings.parse({}),
  };
  return async (intents: readonly WriteIntent[]): Promise<void> => {
    batches += 1;
    const dispositions = await processBatch("sluice-writes", intents.map(deliveryOf), ports);
    const retried = dispositions.find(({ kind }) => kind !== "ack");
    if (retried !== undefined) throw new Error("a message was not acknowledged");
  };
}

export const deliveryOf = (intent: WriteIntent, at: number): Delivery => ({
  id: `message-${at}`,
  body: intent,
  sentAtMs: intent.acceptedAtMs,
  attempts: 1,
});

/** A put to each of `count` keys, stamped at this time. */
export const intentsAt = (
  nowMs: number,
  count = 100,
  first = 0,
  text = VALUE,
): readonly WriteIntent[] =>
  Array.from({ length: count }, (_, n) => ({
    v: 1,
    op: "put",
    namespace: "default",
    key: `key-${first + n}`,
    version: formatVersion({ timeMs: nowMs, counter: 0 }, 1),
    generation: 0,
    acceptedAtMs: nowMs,
    priority: "normal",
    onFailure: "dead-letter",
    // Differs from version to version: what KV holds already would not be written.
    digest: nowMs.toString(16).padStart(64, "0"),
    value: { kind: "text", text },
  }));

/** 200 bytes. */
const VALUE = "x".repeat(200);
