import type { FailureReason } from "../../../shared/failure.ts";

/** What a reason means, and what to do; docs/operations.md says more. */
export const REASONS: Readonly<Record<FailureReason, string>> = {
  throttled: "KV answered 429 or 409 again and again. Look for other writers; replay.",
  kv_error: "KV failed or broke off again and again. Replay when KV is well.",
  timeout: "KV did not answer in time. Replay; for large values raise PUT_TIMEOUT_MS.",
  quota: "The day's writes are used up. Replay tomorrow.",
  kv_refused: "KV refused the write for what it is. Read the detail; discard or correct.",
  unreadable: "The message is no write intent. Find its sender; discard.",
  payload_missing: "The large value is not in R2. Discard, and write it again.",
  payload_mismatch: "R2 holds other bytes than were accepted. Discard, and write it again.",
  payload_unavailable: "R2 did not answer. Replay when R2 is well.",
  read_stale: "A touch met another version than was applied. Replay newer writes first.",
  read_failed: "KV did not answer the read of a touch. Replay when KV is well.",
  namespace_unknown: "The consumer lacks this namespace. Correct its settings; replay.",
  crashed: "Batches crashed on it. Read the consumer's logs; replay.",
};

/** A Sluice that is newer than this page may have reasons of its own. */
export const reasonWords = (reason: string): string =>
  Object.entries(REASONS).find(([known]) => known === reason)?.[1] ?? "";
