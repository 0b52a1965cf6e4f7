import { MAX_METADATA_BYTES } from "../../shared/limits.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import { type Json, metadataBytes } from "../../shared/stamp.ts";
import { tagsProblem } from "../../shared/tags.ts";
import { kvExpiration } from "../accept/kv-expiration.ts";
import { metadataProblem, type PutDraft, stampedBytes, tagsOrNone } from "../accept/write-draft.ts";
import { parseJsonText } from "../http/json-text.ts";
import { argumentError, type KvOperation, kvError } from "./kv-error.ts";

export type PutOptions = Pick<PutDraft, "expiration" | "metadata" | "tags">;

/** What Sluice adds to the options of `put`. */
export type TagsOption = {
  /** Up to 16, of 1 to 64 printable ASCII characters without spaces and commas; not `.` and `..`. */
  readonly tags?: readonly string[];
};

const MAX_INT32 = 2_147_483_647;

/**
 * The options of `put`, refused in KV's words. Numbers are coerced as the binding coerces them; of
 * two expirations the relative one counts, as in KV.
 */
export function checkPutOptions(given: unknown, nowMs: number): Result<PutOptions, Error> {
  if (given === undefined || given === null)
    return ok({ expiration: undefined, metadata: undefined, tags: undefined });
  if (typeof given !== "object") return err(argumentError("put", 3, "PutOptions"));
  const expiration = checkExpiration("PUT", given, nowMs);
  if (!expiration.ok) return expiration;
  const tags = checkTags(Reflect.get(given, "tags"));
  if (!tags.ok) return tags;
  const metadata = checkMetadata(Reflect.get(given, "metadata"), tags.value);
  if (!metadata.ok) return metadata;
  return ok({ expiration: expiration.value, metadata: metadata.value, tags: tags.value });
}

/** Epoch seconds, or undefined where no end was given. */
export function checkExpiration(
  operation: KvOperation,
  given: object,
  nowMs: number,
): Result<number | undefined, Error> {
  const expirationTtl = toInt32(Reflect.get(given, "expirationTtl"));
  if (!expirationTtl.ok) return expirationTtl;
  const expiration = toInt32(Reflect.get(given, "expiration"));
  if (!expiration.ok) return expiration;
  const absolute = kvExpiration(
    { expirationTtl: expirationTtl.value, expiration: expiration.value },
    nowMs,
  );
  return absolute.ok ? absolute : err(kvError(operation, 400, absolute.error.detail));
}

function checkTags(given: unknown): Result<PutOptions["tags"], Error> {
  if (given === undefined || given === null) return ok(undefined);
  const wrong = Array.isArray(given) ? tagsProblem(given) : "expected an array of tags";
  if (wrong !== null) return err(kvError("PUT", 400, `Invalid tags: ${wrong}.`));
  const tags = tagsOrNone(given as readonly string[]);
  const tooLarge = metadataProblem({ metadata: undefined, contentType: undefined, tags });
  return tooLarge === null ? ok(tags) : err(kvError("PUT", 413, `Invalid tags: ${tooLarge}.`));
}

function checkMetadata(given: unknown, tags: PutOptions["tags"]): Result<Json | undefined, Error> {
  if (given === undefined || given === null) return ok(undefined);
  // KV stores what `JSON.stringify` leaves of it; it throws for what it cannot write.
  const text: string | undefined = JSON.stringify(given);
  if (text === undefined) return err(kvError("PUT", 400, "Metadata is not serializable as JSON."));
  const parsed = parseJsonText(text);
  if (!parsed.ok) return err(kvError("PUT", 400, `Metadata: ${parsed.error.detail}.`));
  const sizeBytes = metadataBytes(parsed.value);
  const stamped = stampedBytes({ metadata: parsed.value, contentType: undefined, tags });
  const stampBytes = stamped - sizeBytes;
  const tooLarge = `Metadata length of ${sizeBytes} exceeds limit of`;
  if (sizeBytes > MAX_METADATA_BYTES) {
    return err(kvError("PUT", 413, `${tooLarge} ${MAX_METADATA_BYTES}.`));
  }
  if (sizeBytes + stampBytes <= MAX_METADATA_BYTES) return parsed;
  const limit = MAX_METADATA_BYTES - stampBytes;
  return err(
    kvError(
      "PUT",
      413,
      `${tooLarge} ${limit}: Sluice keeps a version${tags === undefined ? "" : " and the tags"} in the other ${stampBytes}.`,
    ),
  );
}

/** As WebIDL's `long`: what is not finite is 0, fractions are cut off. */
function toInt32(given: unknown): Result<number | undefined, Error> {
  if (given === undefined) return ok(undefined);
  const number = Number(given);
  if (!Number.isFinite(number)) return ok(0);
  if (number > MAX_INT32 || number < -MAX_INT32 - 1) {
    const range = `Must be between ${-MAX_INT32 - 1} and ${MAX_INT32} (inclusive).`;
    return err(new TypeError(`Value out of range. ${range}`));
  }
  return ok(Math.trunc(number));
}
