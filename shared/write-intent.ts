import * as z from "zod/mini";
import { Key } from "./key.ts";
import { Metadata } from "./metadata.ts";
import { MAX_TAGS, Tag } from "./tags.ts";
import { Version } from "./version.ts";

/** The only envelope version so far; a consumer dead-letters what it does not know. */
export const ENVELOPE_VERSION = 1;

export const Namespace = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/));
export type Namespace = z.infer<typeof Namespace>;

/** What ends up as a KV value: text as text, other bytes as base64, large ones by claim check. */
export const IntentValue = z.lazy(() =>
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("text"), text: z.string() }),
    z.strictObject({ kind: z.literal("base64"), base64: z.base64() }),
    z.strictObject({
      kind: z.literal("payload"),
      sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
      sizeBytes: z.int().check(z.nonnegative()),
    }),
  ]),
);
export type IntentValue = z.infer<typeof IntentValue>;

export const Priority = z.enum(["normal", "immediate"]);
export type Priority = z.infer<typeof Priority>;
export const OnFailure = z.enum(["dead-letter", "drop"]);
export type OnFailure = z.infer<typeof OnFailure>;

const common = () => ({
  v: z.literal(ENVELOPE_VERSION),
  namespace: Namespace,
  key: Key,
  version: Version,
  /** Counts replays: tells a replayed dead letter from a late copy of the message that died. */
  generation: z.int().check(z.nonnegative()),
  /** Milliseconds since the epoch, by the producer's clock. */
  acceptedAtMs: z.int().check(z.nonnegative()),
  priority: Priority,
  onFailure: OnFailure,
  /** Of what KV will hold (see content-digest.ts); absent for a write that is to happen in any case. */
  digest: z.exactOptional(z.string().check(z.regex(/^[0-9a-f]{64}$/))),
});

/** The envelope on the queue, in the ledger's holds and in dead letters. */
export const WriteIntent = z.lazy(() =>
  z.discriminatedUnion("op", [
    z.strictObject({
      ...common(),
      op: z.literal("put"),
      value: IntentValue,
      /** Epoch seconds; a relative life became absolute at accept, so waiting does not lengthen it. */
      expiration: z.exactOptional(z.int().check(z.positive())),
      /** The caller's own, without our stamp. */
      metadata: z.exactOptional(Metadata),
      contentType: z.exactOptional(z.string()),
      tags: z.exactOptional(z.array(Tag).check(z.minLength(1), z.maxLength(MAX_TAGS))),
    }),
    z.strictObject({ ...common(), op: z.literal("delete") }),
    /** A new end for the value that the key holds, without a new value. */
    z.strictObject({
      ...common(),
      op: z.literal("touch"),
      expiration: z.int().check(z.positive()),
    }),
  ]),
);
export type WriteIntent = z.infer<typeof WriteIntent>;
export type TouchIntent = Extract<WriteIntent, { readonly op: "touch" }>;

/** When the value of an intent ends, in milliseconds since the epoch; null when it never does. */
export function expiresAtMs(intent: WriteIntent): number | null {
  if (intent.op === "delete" || intent.expiration === undefined) return null;
  return intent.expiration * 1_000;
}

export const tagsOf = (intent: WriteIntent): readonly Tag[] =>
  intent.op === "put" ? (intent.tags ?? []) : [];

export const hasPayload = (intent: WriteIntent): boolean =>
  intent.op === "put" && intent.value.kind === "payload";

/** Bytes of the value in R2; 0 for values that travel in the message. */
export const payloadSizeBytes = (intent: WriteIntent): number =>
  intent.op === "put" && intent.value.kind === "payload" ? intent.value.sizeBytes : 0;
