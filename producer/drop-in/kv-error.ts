import { isDotSegment } from "../../shared/dot-segment.ts";
import { utf8Bytes } from "../../shared/key.ts";
import { MAX_KEY_BYTES } from "../../shared/limits.ts";
import { PROBLEMS, type Problem } from "../problems.ts";

/** KV's own words for an operation in its errors; TOUCH is ours. */
export type KvOperation = "GET" | "GET_BULK" | "PUT" | "DELETE" | "TOUCH";

/** What KV's binding throws when its back end refuses: callers tell failures apart by this text. */
export const kvError = (operation: KvOperation, status: number, text: string): Error =>
  new Error(`KV ${operation} failed: ${status} ${text}`);

export const kvErrorOf = (operation: KvOperation, { slug, detail }: Problem): Error =>
  kvError(operation, PROBLEMS[slug].status, detail);

/** What KV would throw for this key; null when it would take it. */
export function keyError(operation: KvOperation, key: string): Error | null {
  if (key === "") return new TypeError("Key name cannot be empty.");
  if (isDotSegment(key)) return new TypeError(`"${key}" is not allowed as a key name.`);
  if (!key.isWellFormed()) return kvError(operation, 400, "Could not URL-decode key name");
  const sizeBytes = utf8Bytes(key);
  if (sizeBytes <= MAX_KEY_BYTES) return null;
  return kvError(
    operation,
    414,
    `UTF-8 encoded length of ${sizeBytes} exceeds key length limit of ${MAX_KEY_BYTES}.`,
  );
}

/** What the runtime throws for an argument of the wrong type. Positions count from 1. */
export const argumentError = (method: string, position: number, type: string): TypeError =>
  new TypeError(
    `Failed to execute '${method}' on 'KvNamespace': parameter ${position} is not of type '${type}'.`,
  );
