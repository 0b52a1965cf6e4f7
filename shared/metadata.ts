import * as z from "zod/mini";
import { MAX_METADATA_BYTES } from "./limits.ts";
import type { Json } from "./stamp.ts";

/**
 * Metadata of a message: JSON of no more values than metadata may have bytes, so that neither depth nor
 * a circle can hold up a batch. `z.json()` tries six kinds in vain on each message that has none.
 */
export const Metadata = z.custom<Json>(isJson, "expected JSON of at most 1,024 values");

function isJson(metadata: unknown): metadata is Json {
  const open: unknown[] = [metadata];
  for (let seen = 0; seen < MAX_METADATA_BYTES; seen++) {
    const value = open.pop();
    if (Array.isArray(value)) open.push(...value.slice(0, MAX_METADATA_BYTES));
    else if (isPlainObject(value)) open.push(...Object.values(value).slice(0, MAX_METADATA_BYTES));
    else if (!isScalar(value)) return false;
    if (open.length === 0) return true;
  }
  return false;
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const isScalar = (value: unknown): boolean =>
  value === null ||
  typeof value === "string" ||
  typeof value === "boolean" ||
  (typeof value === "number" && Number.isFinite(value));
