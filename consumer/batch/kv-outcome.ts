import { classifyKvError, failure } from "../../shared/failure.ts";
import type { Operation } from "../../shared/ledger/key-state.ts";
import type { Outcome } from "../../shared/ledger/report.ts";
import type { Clock } from "../../shared/ports.ts";
import { unreachable } from "../../shared/result.ts";

/** What became of a write that has started: a value, never a rejection. */
export async function outcomeOf(
  write: Promise<void>,
  operation: Operation,
  as: "applied" | "expired",
  timeoutMs: number,
  clock: Clock,
): Promise<Outcome> {
  const timer = new AbortController();
  const timedOut = clock.sleep(timeoutMs, timer.signal).then(
    (): Outcome => ({
      kind: "unknown",
      operation,
      failure: failure("transient", "timeout", `KV did not answer within ${timeoutMs} ms`),
    }),
    // Aborted because the write was faster.
    (): Promise<Outcome> => new Promise(() => {}),
  );
  const settled = write.then(
    (): Outcome => ({ kind: "applied", as, operation }),
    (error: unknown): Outcome => failedOutcome(error, operation),
  );
  const outcome = await Promise.race([settled, timedOut]);
  timer.abort("the write was faster");
  return outcome;
}

function failedOutcome(error: unknown, operation: Operation): Outcome {
  const classified = classifyKvError(error);
  switch (classified.class) {
    case "throttled":
      return { kind: "throttled", operation, failure: classified };
    case "transient":
      return { kind: "unknown", operation, failure: classified };
    case "quota":
      return { kind: "quota", operation, failure: classified };
    case "permanent":
      return { kind: "refused", operation, failure: classified };
    default:
      return unreachable(classified.class);
  }
}
