import type { Outcome } from "../../shared/ledger/report.ts";
import { aWriteFailure } from "./a-write-failure.ts";

/** What may become of a put, as reports to the ledger. */
export const APPLIED: Outcome = { kind: "applied", as: "applied", operation: "put" };
export const EXPIRED: Outcome = { kind: "applied", as: "expired", operation: "delete" };
export const UNKNOWN: Outcome = {
  kind: "unknown",
  operation: "put",
  failure: aWriteFailure({ reason: "timeout", detail: "no answer in 5000 ms" }),
};
export const THROTTLED: Outcome = {
  kind: "throttled",
  operation: "put",
  failure: aWriteFailure({ class: "throttled", reason: "throttled", detail: "429" }),
};
export const UNAVAILABLE: Outcome = {
  kind: "unavailable",
  failure: aWriteFailure({ reason: "payload_unavailable", detail: "R2 did not answer" }),
};
export const REFUSED: Outcome = {
  kind: "refused",
  operation: "put",
  failure: aWriteFailure({ class: "permanent", reason: "kv_refused", detail: "400" }),
};
export const QUOTA: Outcome = {
  kind: "quota",
  operation: "put",
  failure: aWriteFailure({ class: "quota", reason: "quota", detail: "limit exceeded" }),
};
export const UNUSED: Outcome = { kind: "unused" };
