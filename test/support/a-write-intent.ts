import type { WriteIntent } from "../../shared/write-intent.ts";
import { versionAt } from "./versions.ts";

type PutIntent = Extract<WriteIntent, { readonly op: "put" }>;
type DeleteIntent = Extract<WriteIntent, { readonly op: "delete" }>;

const COMMON = {
  v: 1,
  namespace: "default",
  key: "k",
  version: versionAt(1_800_000_000_000),
  generation: 0,
  acceptedAtMs: 1_800_000_000_000,
  priority: "normal",
  onFailure: "dead-letter",
} as const;

export const aPut = (fields: Partial<PutIntent> = {}): PutIntent => ({
  ...COMMON,
  op: "put",
  value: { kind: "text", text: "value" },
  ...fields,
});

export const aDelete = (fields: Partial<DeleteIntent> = {}): DeleteIntent => ({
  ...COMMON,
  op: "delete",
  ...fields,
});
