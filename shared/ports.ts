import type { DeadLetter } from "./dead-letter.ts";
import type { Json } from "./stamp.ts";
import type { Version } from "./version.ts";
import type { Priority, WriteIntent } from "./write-intent.ts";

/**
 * What the rules need of the world, in the smallest words. Adapters over bindings live beside the
 * Workers' entries; fakes pass the same contract suites.
 */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Settles after `durationMs`, or rejects with the reason of the signal when that aborts first. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}

/** Where an intent waits for its batch: priority decides. */
export type Lane = Priority;

export interface IntentQueue {
  /**
   * Resolves once the queues of their keys have confirmed all of them; rejects when nobody knows of
   * some. At most what one `sendBatch` takes (see send-batches.ts).
   */
  send(lane: Lane, intents: readonly WriteIntent[]): Promise<void>;
}

export type KvValue = string | Uint8Array | ReadableStream<Uint8Array>;

export type KvExpiry =
  | { readonly kind: "none" }
  | { readonly kind: "at"; readonly epochSeconds: number }
  | { readonly kind: "after"; readonly ttlSeconds: number };

export type KvPut = {
  readonly key: string;
  readonly value: KvValue;
  readonly expiry: KvExpiry;
  /** Undefined: none. */
  readonly metadata: Json | undefined;
};

/** A value as it is stored, with its metadata. */
export type KvEntry = { readonly value: Uint8Array; readonly metadata: Json | undefined };

/** One namespace, as its only writer needs it. Rejects with the binding's own error (see failure.ts). */
export interface KeyValueStore {
  /** As fresh as KV gives it, which may be a minute old; null when there is nothing. */
  read(key: string): Promise<KvEntry | null>;
  put(write: KvPut): Promise<void>;
  delete(key: string): Promise<void>;
}

export type PayloadReceipt = { readonly sha256: string; readonly sizeBytes: number };

export type Redeemed =
  | { readonly kind: "found"; readonly value: KvValue }
  | { readonly kind: "missing" }
  | { readonly kind: "mismatch"; readonly foundSha256: string };

/** The claim check: large values wait outside the queue under the version of their intent. */
export interface PayloadStore {
  /** The verified value; a promise that rejects means that nobody knows. */
  redeem(version: Version, sha256: string): Promise<Redeemed>;
  /** Deleting what is gone already is no error. */
  delete(versions: readonly Version[]): Promise<void>;
}

export interface DeadLetterSink {
  /** Idempotent by id and generation; resolves once all are stored. */
  put(letters: readonly DeadLetter[]): Promise<void>;
}
