import { decodeBase64 } from "../../shared/base64.ts";
import { classifyKvError, failure, type WriteFailure } from "../../shared/failure.ts";
import { effectiveOperation, type Operation } from "../../shared/ledger/key-state.ts";
import type { Outcome } from "../../shared/ledger/report.ts";
import { MIN_TTL_SECONDS } from "../../shared/limits.ts";
import type {
  Clock,
  KeyValueStore,
  KvExpiry,
  KvPut,
  KvValue,
  PayloadStore,
} from "../../shared/ports.ts";
import { unreachable } from "../../shared/result.ts";
import { LEASE_MARGIN_MS } from "../../shared/settings.ts";
import { stampMetadata } from "../../shared/stamp.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { payloadSizeBytes } from "../../shared/write-intent.ts";
import { putTimeoutMs } from "../../shared/write-time.ts";
import { candidateOf } from "./plan-batch.ts";

export type ApplyPorts = {
  readonly clock: Clock;
  /** Null for a namespace that is not configured. */
  readonly keyValueStore: (namespace: string) => KeyValueStore | null;
  readonly payloads: PayloadStore;
};

type Times = { readonly PUT_TIMEOUT_MS: number; readonly LEASE_MS: number };

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
  times: Times,
): Promise<Outcome> {
  const store = ports.keyValueStore(intent.namespace);
  if (store === null) {
    const detail = `namespace "${intent.namespace}" is not in the setting NAMESPACES`;
    return refusedUnasked(failure("permanent", "namespace_unknown", detail));
  }
  if (effectiveOperation(candidateOf(intent), ports.clock.now()) === "put" && intent.op === "put") {
    const loaded = await loadValue(intent, ports.payloads);
    if (loaded.kind !== "loaded") return loaded;
    return start(intent, store, loaded.value, leaseUntilMs, ports.clock, times);
  }
  return start(intent, store, null, leaseUntilMs, ports.clock, times);
}

/** Reads the clock and starts the write in the same turn. */
async function start(
  intent: WriteIntent,
  store: KeyValueStore,
  value: KvValue | null,
  leaseUntilMs: number,
  clock: Clock,
  times: Times,
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

async function outcomeOf(
  write: Promise<void>,
  operation: Operation,
  as: "applied" | "expired",
  timeoutMs: number,
  clock: Clock,
): Promise<Outcome> {
  const timer = new AbortController();
  const timedOut = clock.sleep(timeoutMs, timer.signal).then(
    (): Outcome => ({
      kind: "unknown",
      operation,
      failure: failure("transient", "timeout", `KV did not answer within ${timeoutMs} ms`),
    }),
    // Aborted because the write was faster.
    (): Promise<Outcome> => new Promise(() => {}),
  );
  const settled = write.then(
    (): Outcome => ({ kind: "applied", as, operation }),
    (error: unknown): Outcome => failedOutcome(error, operation),
  );
  const outcome = await Promise.race([settled, timedOut]);
  timer.abort();
  return outcome;
}

function failedOutcome(error: unknown, operation: Operation): Outcome {
  const classified = classifyKvError(error);
  switch (classified.class) {
    case "throttled":
      return { kind: "throttled", operation, failure: classified };
    case "transient":
      return { kind: "unknown", operation, failure: classified };
    case "quota":
      return { kind: "quota", operation, failure: classified };
    case "permanent":
      return { kind: "refused", operation, failure: classified };
    default:
      return unreachable(classified.class);
  }
}

type PutIntent = Extract<WriteIntent, { readonly op: "put" }>;

function kvPut(intent: PutIntent, value: KvValue, nowMs: number): KvPut {
  return {
    key: intent.key,
    value,
    expiry: expiryOf(intent, nowMs),
    metadata: stampMetadata(intent),
  };
}

/** Below this, clocks that differ a little could make KV refuse an absolute time as too near. */
const RELATIVE_BELOW_SECONDS = 2 * MIN_TTL_SECONDS;

/** KV takes no expiration under 60 s ahead: a value with less life left lives 60 s from now. */
function expiryOf(intent: PutIntent, nowMs: number): KvExpiry {
  if (intent.expiration === undefined) return { kind: "none" };
  const leftSeconds = Math.floor(intent.expiration - nowMs / 1_000);
  return leftSeconds < RELATIVE_BELOW_SECONDS
    ? { kind: "after", ttlSeconds: Math.max(MIN_TTL_SECONDS, leftSeconds) }
    : { kind: "at", epochSeconds: intent.expiration };
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
const refusedUnasked = (why: WriteFailure): Outcome => ({
  kind: "refused",
  operation: null,
  failure: why,
});
