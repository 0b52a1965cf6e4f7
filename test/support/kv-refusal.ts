import { utf8Bytes } from "../../shared/key.ts";
import {
  MAX_KEY_BYTES,
  MAX_METADATA_BYTES,
  MAX_VALUE_BYTES,
  MIN_TTL_SECONDS,
} from "../../shared/limits.ts";
import type { KvExpiry, KvPut } from "../../shared/ports.ts";
import { metadataBytes } from "../../shared/stamp.ts";

/** KV's own error for a put that it never takes, or null. `sizeBytes` is the value's. */
export function putRefusal(put: KvPut, sizeBytes: number, nowMs: number): Error | null {
  return (
    keyRefusal("PUT", put.key) ??
    expiryRefusal(put.expiry, nowMs) ??
    tooLong(
      "Metadata length",
      put.metadata === undefined ? 0 : metadataBytes(put.metadata),
      MAX_METADATA_BYTES,
    ) ??
    tooLong("Value length", sizeBytes, MAX_VALUE_BYTES)
  );
}

/** The runtime itself refuses the first three, before any request is made. */
export function keyRefusal(method: "PUT" | "DELETE", key: string): Error | null {
  if (key === "") return new TypeError("Key name cannot be empty.");
  if (key === "." || key === "..") return new TypeError(`"${key}" is not allowed as a key name.`);
  const keyBytes = utf8Bytes(key);
  if (keyBytes <= MAX_KEY_BYTES) return null;
  const what = `UTF-8 encoded length of ${keyBytes} exceeds key length limit of ${MAX_KEY_BYTES}.`;
  return new Error(`KV ${method} failed: 414 ${what}`);
}

function tooLong(what: string, bytes: number, limitBytes: number): Error | null {
  if (bytes <= limitBytes) return null;
  return new Error(`KV PUT failed: 413 ${what} of ${bytes} exceeds limit of ${limitBytes}.`);
}

function expiryRefusal(expiry: KvExpiry, nowMs: number): Error | null {
  const refuse = (what: string) => new Error(`KV PUT failed: 400 Invalid ${what}`);
  if (expiry.kind === "after" && expiry.ttlSeconds < MIN_TTL_SECONDS) {
    const { ttlSeconds } = expiry;
    return refuse(
      `expiration_ttl of ${ttlSeconds}. Expiration TTL must be at least ${MIN_TTL_SECONDS}.`,
    );
  }
  const nowSeconds = Math.floor(nowMs / 1_000);
  if (expiry.kind === "at" && expiry.epochSeconds < nowSeconds + MIN_TTL_SECONDS) {
    return refuse(
      `expiration of ${expiry.epochSeconds}. ` +
        `Expiration times must be at least ${MIN_TTL_SECONDS} seconds in the future.`,
    );
  }
  return null;
}
