import type { IntentValue, WriteIntent } from "../../shared/write-intent.ts";
import { aVersion, NOW_MS } from "./versions.ts";

export type PutIntent = Extract<WriteIntent, { op: "put" }>;
export type TouchIntent = Extract<WriteIntent, { op: "touch" }>;
export type DeleteIntent = Extract<WriteIntent, { op: "delete" }>;

const common = {
  v: 1,
  namespace: "default",
  key: "user:1",
  version: aVersion(),
  generation: 0,
  acceptedAtMs: NOW_MS,
  priority: "normal",
  onFailure: "dead-letter",
} as const;

/** A valid put of a small text; name only the fields that the test is about. */
export const aPut = (fields: Partial<PutIntent> = {}): PutIntent => ({
  ...common,
  op: "put",
  value: { kind: "text", text: "value" },
  ...fields,
});

export const aDelete = (fields: Partial<DeleteIntent> = {}): DeleteIntent => ({
  ...common,
  op: "delete",
  ...fields,
});

/** A touch that gives an hour. */
export const aTouch = (fields: Partial<TouchIntent> = {}): TouchIntent => ({
  ...common,
  op: "touch",
  expiration: Math.floor(NOW_MS / 1_000) + 3_600,
  ...fields,
});

/** A value that waits in R2. */
export const aPayload = (sizeBytes = 1_048_576): IntentValue => ({
  kind: "payload",
  sha256: "0123456789abcdef".repeat(4),
  sizeBytes,
});
