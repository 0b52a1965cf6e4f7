/**
 * Every platform number that Sluice relies on, in one place. Units stand last in the names.
 * Sources: https://developers.cloudflare.com/kv/platform/limits/ and
 * https://developers.cloudflare.com/queues/platform/limits/ unless a line says otherwise.
 */

/** A KV key, in bytes of UTF-8. */
export const MAX_KEY_BYTES = 512;
/** A KV value: 25 MiB. */
export const MAX_VALUE_BYTES = 26_214_400;
/** KV metadata, serialised, our stamp included. */
export const MAX_METADATA_BYTES = 1_024;
/** KV refuses an expiration nearer than this (https://developers.cloudflare.com/kv/api/write-key-value-pairs/). */
export const MIN_TTL_SECONDS = 60;
/** KV's binding reads an expiration as a 32-bit integer (https://github.com/cloudflare/miniflare/issues/485). */
export const MAX_EXPIRATION_SECONDS = 2_147_483_647;
/** KV takes one write a second per key; spacing below this draws 429s or loses writes silently. */
export const MIN_PACE_MS = 1_000;
/** `list()` returns at most this many keys a page. */
export const MAX_LIST_KEYS = 1_000;
/** Keys of one bulk `get` of the binding. */
export const MAX_BULK_GET_KEYS = 100;

/** A queue message holds 128,000 bytes, about 100 of them the platform's own. */
export const MAX_MESSAGE_BYTES = 127_900;
/** Messages of one `sendBatch`. */
export const MAX_SEND_MESSAGES = 100;
/** Bytes of one `sendBatch`: 256 KB, counted over serialised bodies; the margin is for metadata. */
export const MAX_SEND_BYTES = 250_000;
/** Longest time a message of a paid queue can wait before the platform deletes it. */
export const MAX_QUEUE_RETENTION_DAYS = 14;
/** What `npm run deploy` sets, and what is long enough for any wait that is left to a queue. */
export const QUEUE_RETENTION_DAYS = 4;
/** Longest delay of a message; longer waits live in the ledger. */
export const MAX_DELAY_SECONDS = 86_400;

/**
 * Connections of one invocation that may wait for response headers; the platform queues the seventh
 * (https://developers.cloudflare.com/workers/platform/limits/#simultaneous-open-connections).
 */
export const MAX_OPEN_CONNECTIONS = 6;

/** Intents of one `POST /v1/intents`. */
export const MAX_INTENTS = 1_000;
/** Body of one `POST /v1/intents`: 8 MiB. */
export const MAX_INTENTS_BODY_BYTES = 8_388_608;
/** Nesting of a JSON body; deeper ones are refused before they are parsed. */
export const MAX_JSON_DEPTH = 32;
/** A version that a caller hands back in `Sluice-After` may be this far ahead of our clock. */
export const MAX_AFTER_AHEAD_MS = 60_000;
/** Part size of a multipart upload to R2: its minimum (https://developers.cloudflare.com/r2/objects/multipart-objects/). */
export const UPLOAD_PART_BYTES = 5_242_880;

export const MS_PER_DAY = 86_400_000;

/**
 * What an account on the free plan may use each UTC day; a used-up quota is refused until 00:00 UTC.
 * https://developers.cloudflare.com/kv/platform/pricing/ and
 * https://developers.cloudflare.com/queues/platform/pricing/.
 */
export const FREE_PLAN_PER_DAY = {
  kvPuts: 1_000,
  kvDeletes: 1_000,
  kvReads: 100_000,
  queueOperations: 10_000,
} as const;
/**
 * A message is written, read and deleted: three operations, more over 64 KB
 * (https://developers.cloudflare.com/queues/platform/pricing/).
 */
export const QUEUE_OPERATIONS_PER_MESSAGE = 3;
