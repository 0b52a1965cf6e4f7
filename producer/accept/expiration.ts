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
    if (given.expiration === undefined) return ok(nowSeconds + given.expirationTtl);
    const detail = "expected either expirationTtl or expiration, got both";
    return err({ field: "expiration", detail });
  }
  if (given.expiration !== undefined && given.expiration * 1_000 <= nowMs) {
    const detail = `expected epoch seconds later than ${nowSeconds}, got ${given.expiration}`;
    return err({ field: "expiration", detail });
  }
  return ok(given.expiration);
}
