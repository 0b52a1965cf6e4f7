import { MAX_EXPIRATION_SECONDS } from "../../shared/limits.ts";
import { err, ok, type Result } from "../../shared/result.ts";

type Given = {
  readonly expirationTtl?: number;
  readonly expiration?: number;
};

export type ExpirationProblem = {
  readonly field: "expirationTtl" | "expiration";
  readonly detail: string;
};

/**
 * The moment a value ends, in epoch seconds. A relative life becomes absolute here, so that waiting
 * in the queue does not lengthen it. Less than a minute ahead is allowed: KV's floor is met when
 * the value is written.
 */
export function absoluteExpiration(
  given: Given,
  nowMs: number,
): Result<number | undefined, ExpirationProblem> {
  const nowSeconds = Math.floor(nowMs / 1_000);
  if (given.expirationTtl !== undefined) {
    if (given.expiration === undefined) {
      return within(nowSeconds + given.expirationTtl, "expirationTtl");
    }
    const detail = "expected either expirationTtl or expiration, got both";
    return err({ field: "expiration", detail });
  }
  if (given.expiration !== undefined && given.expiration * 1_000 <= nowMs) {
    const detail = `expected epoch seconds later than ${nowSeconds}, got ${given.expiration}`;
    return err({ field: "expiration", detail });
  }
  return given.expiration === undefined ? ok(undefined) : within(given.expiration, "expiration");
}

function within(
  epochSeconds: number,
  field: ExpirationProblem["field"],
): Result<number, ExpirationProblem> {
  if (epochSeconds <= MAX_EXPIRATION_SECONDS) return ok(epochSeconds);
  const detail = `expected an end of at most ${MAX_EXPIRATION_SECONDS} epoch seconds (January 2038), got ${epochSeconds}`;
  return err({ field, detail });
}
