import { type CallOutcome, count } from "../metrics/counts.ts";
import type { Operation } from "./key-state.ts";
import type { Outcome } from "./report.ts";
import { change, type Turn } from "./turn.ts";

/**
 * Counts the KV call of a report, once per call: a batch makes at most one call of a key, under its
 * lease. A report repeated after a lost reply finds neither the lease nor its mark.
 */
export function countCall(turn: Turn, token: string, outcome: Outcome, hasLease: boolean): void {
  const call = callOf(outcome);
  const { unreported } = turn.state;
  const isExpected = unreported.includes(token);
  if (call === null || !(hasLease || isExpected)) return;
  count(turn.counts, `kv-${call.operation}-${call.outcome}`);
  if (isExpected) change(turn, { unreported: unreported.filter((one) => one !== token) });
}

/** Leases that ran out and may still be reported; older ones belong to batches that crashed. */
const MAX_UNREPORTED = 8;

/** Remembers whose report is still to come. */
export function expectReport(turn: Turn, token: string): void {
  change(turn, { unreported: [...turn.state.unreported, token].slice(-MAX_UNREPORTED) });
}

type Call = { readonly operation: Operation; readonly outcome: CallOutcome };

/** What KV was asked and how that ended; null when it was not asked. */
function callOf(outcome: Outcome): Call | null {
  switch (outcome.kind) {
    case "applied":
    case "unknown":
    case "throttled":
    case "quota":
    case "refused":
      return outcome.operation === null
        ? null
        : { operation: outcome.operation, outcome: outcome.kind };
    case "unavailable":
    case "unused":
    case "hold":
      return null;
  }
}
