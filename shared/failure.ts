import * as z from "zod/mini";

/** What a failed write asks for: see the table below and `settle-key.ts` for the answer to each. */
export type FailureClass = "throttled" | "transient" | "quota" | "permanent";

export const FAILURE_REASONS = [
  "throttled",
  "kv_error",
  "timeout",
  "quota",
  "kv_refused",
  "unreadable",
  "payload_missing",
  "payload_mismatch",
  "payload_unavailable",
  "read_stale",
  "read_failed",
  "namespace_unknown",
  "crashed",
] as const;

export const FailureReason = z.enum(FAILURE_REASONS);
export type FailureReason = z.infer<typeof FailureReason>;

/** Why a write failed, with the evidence an operator needs. `detail` never holds a value. */
export type WriteFailure = {
  readonly class: FailureClass;
  readonly reason: FailureReason;
  readonly detail: string;
};

const MAX_DETAIL_LENGTH = 300;

export function failure(
  failureClass: FailureClass,
  reason: FailureReason,
  detail: string,
): WriteFailure {
  return { class: failureClass, reason, detail: detail.slice(0, MAX_DETAIL_LENGTH) };
}

type Row = {
  readonly matches: RegExp;
  readonly class: FailureClass;
  readonly reason: FailureReason;
};

/**
 * The KV binding throws plain errors without a code, so the text is all there is:
 * `KV <METHOD> failed: <status> <text>`
 * (https://github.com/cloudflare/workerd/blob/main/src/workerd/api/kv.c++, checkForErrorStatus).
 * First match wins; what matches no row is transient with an unknown outcome.
 */
const KV_ERRORS: readonly Row[] = [
  // The free plan's daily quota, thrown before any request is made:
  // https://developers.cloudflare.com/kv/platform/limits/ (resets at 00:00 UTC).
  { matches: /limit exceeded for the day/, class: "quota", reason: "quota" },
  // 429: one write a second per key, https://developers.cloudflare.com/kv/platform/limits/.
  // 409 was never seen on the binding, but teams report it from older APIs; it means the same.
  { matches: /^KV \w+ failed: (429|409)\b/, class: "throttled", reason: "throttled" },
  // Refused for what it is (size, key, expiration, rights); asking again changes nothing.
  {
    matches: /^KV \w+ failed: (400|401|403|404|413|414)\b/,
    class: "permanent",
    reason: "kv_refused",
  },
  { matches: /^KV \w+ failed: 5\d\d\b/, class: "transient", reason: "kv_error" },
];

/** The class of an error that a KV call threw. */
export function classifyKvError(error: unknown): WriteFailure {
  // What came over RPC or was rethrown may carry the name of its class in its text.
  const text = (error instanceof Error ? error.message : String(error)).replace(/^Error: /, "");
  const row = KV_ERRORS.find((candidate) => candidate.matches.test(text));
  if (row !== undefined) return failure(row.class, row.reason, text);
  // workerd's own checks of key names and value types, before any request is made.
  const isTypeError = error instanceof TypeError || text.startsWith("TypeError: ");
  if (isTypeError) return failure("permanent", "kv_refused", text);
  return failure("transient", "kv_error", text);
}
