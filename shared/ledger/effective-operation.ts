import type { Candidate, Operation } from "./key-state.ts";

/** A put whose value has expired is applied as a delete, so that no older value stays. */
export function effectiveOperation(candidate: Candidate, nowMs: number): Operation {
  if (candidate.expiresAtMs !== null && candidate.expiresAtMs <= nowMs) return "delete";
  return candidate.operation === "delete" ? "delete" : "put";
}
