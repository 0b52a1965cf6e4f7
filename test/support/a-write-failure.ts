import type { WriteFailure } from "../../shared/failure.ts";

/** Why a put failed: KV answered 500, unless the fields say otherwise. */
export const aWriteFailure = (fields: Partial<WriteFailure> = {}): WriteFailure => ({
  class: "transient",
  reason: "kv_error",
  detail: "KV PUT failed: 500 Internal Server Error",
  ...fields,
});
