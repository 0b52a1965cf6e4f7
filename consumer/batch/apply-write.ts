import { decodeBase64 } from "../../shared/base64.ts";
import { failure, type WriteFailure } from "../../shared/failure.ts";
import { effectiveOperation } from "../../shared/ledger/effective-operation.ts";
import type { Outcome } from "../../shared/ledger/report.ts";
import type { Clock, KeyValueStore, KvPut, KvValue, PayloadStore } from "../../shared/ports.ts";
import { unreachable } from "../../shared/result.ts";
import { LEASE_MARGIN_MS } from "../../shared/settings.ts";
import { stampMetadata } from "../../shared/stamp.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { payloadSizeBytes } from "../../shared/write-intent.ts";
import { putTimeoutMs } from "../../shared/write-time.ts";
import { expiryAt } from "./kv-expiry.ts";
import { outcomeOf } from "./kv-outcome.ts";
import { candidateOf } from "./plan-batch.ts";

export type ApplyPorts = {
  readonly clock: Clock;
  /** Null for a namespace that is not configured. */
  readonly keyValueStore: (namespace: string) => KeyValueStore | null;
  readonly payloads: PayloadStore;
};

export type ApplyTimes = { readonly PUT_TIMEOUT_MS: number; readonly LEASE_MS: number };

type Loaded = { readonly kind: "loaded"; readonly value: KvValue };

/**
 * Writes one granted intent to KV, once: trying again at once would break the second between two
 * writes, since the first may have landed. A write starts only while enough of the lease is left
 * (`leaseUntilMs`, by this consumer's clock) to be sure that no other consumer has the next one.
 */
export async function applyWrite(
  intent: WriteIntent,
  leaseUntilMs: number,
  ports: ApplyPorts,
  times: ApplyTimes,
): Promise<Outcome> {
  const found = storeOf(intent.namespace, ports);
  if (found.kind === "refused") return found;
  const { store } = found;
  if (effectiveOperation(candidateOf(intent), ports.clock.now()) === "put" && intent.op === "put") {
    const loaded = await loadValue(intent, ports.payloads);
    if (loaded.kind !== "loaded") return loaded;
    return start(intent, store, loaded.value, leaseUntilMs, ports.clock, times);
  }
  return start(intent, store, null, leaseUntilMs, ports.clock, times);
}

type FoundStore = { readonly kind: "found"; readonly store: KeyValueStore } | Refused;

type Refused = Extract<Outcome, { readonly kind: "refused" }>;

export function storeOf(namespace: string, ports: Pick<ApplyPorts, "keyValueStore">): FoundStore {
  const store = ports.keyValueStore(namespace);
  if (store !== null) return { kind: "found", store };
  const detail = `namespace "${namespace}" is not in the setting NAMESPACES`;
  return refusedUnasked(failure("permanent", "namespace_unknown", detail));
}

/** Reads the clock and starts the write in the same turn. */
async function start(
  intent: WriteIntent,
  store: KeyValueStore,
  value: KvValue | null,
  leaseUntilMs: number,
  clock: Clock,
  times: ApplyTimes,
): Promise<Outcome> {
  const nowMs = clock.now();
  if (nowMs + LEASE_MARGIN_MS >= leaseUntilMs) return { kind: "unused" };
  const operation = effectiveOperation(candidateOf(intent), nowMs);
  const write =
    operation === "put" && intent.op === "put" && value !== null
      ? store.put(kvPut(intent, value, nowMs))
      : store.delete(intent.key);
  const timeoutMs = putTimeoutMs(times, payloadSizeBytes(intent));
  const as = intent.op === "put" && operation === "delete" ? "expired" : "applied";
  return outcomeOf(write, operation, as, timeoutMs, clock);
}

type PutIntent = Extract<WriteIntent, { readonly op: "put" }>;

function kvPut(intent: PutIntent, value: KvValue, nowMs: number): KvPut {
  return {
    key: intent.key,
    value,
    expiry: expiryAt(intent.expiration ?? null, nowMs),
    metadata: stampMetadata(intent),
  };
}

async function loadValue(intent: PutIntent, payloads: PayloadStore): Promise<Loaded | Outcome> {
  const { value } = intent;
  switch (value.kind) {
    case "text":
      return { kind: "loaded", value: value.text };
    case "base64":
      return { kind: "loaded", value: decodeBase64(value.base64) };
    case "payload":
      return redeem(intent, value.sha256, payloads);
    default:
      return unreachable(value);
  }
}

async function redeem(
  intent: PutIntent,
  sha256: string,
  payloads: PayloadStore,
): Promise<Loaded | Outcome> {
  try {
    const redeemed = await payloads.redeem(intent.version, sha256);
    switch (redeemed.kind) {
      case "found":
        return { kind: "loaded", value: redeemed.value };
      case "missing": {
        const detail = "the payload is not in the bucket";
        return refusedUnasked(failure("permanent", "payload_missing", detail));
      }
      case "mismatch": {
        const detail = `expected a payload with SHA-256 ${sha256}, found ${redeemed.foundSha256}`;
        return refusedUnasked(failure("permanent", "payload_mismatch", detail));
      }
      default:
        return unreachable(redeemed);
    }
  } catch (error) {
    const detail = `the bucket did not answer: ${String(error)}`;
    return {
      kind: "unavailable",
      failure: failure("transient", "payload_unavailable", detail),
    };
  }
}

/** KV was not asked. */
export const refusedUnasked = (why: WriteFailure): Refused => ({
  kind: "refused",
  operation: null,
  failure: why,
});
