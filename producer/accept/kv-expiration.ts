import { MIN_TTL_SECONDS } from "../../shared/limits.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import { absoluteExpiration } from "./expiration.ts";

type Given = {
  /** Seconds. */
  readonly expirationTtl?: number | undefined;
  /** Epoch seconds. */
  readonly expiration?: number | undefined;
};

export type KvExpirationProblem = {
  readonly field: "expiration_ttl" | "expiration";
  /** In KV's own words. */
  readonly detail: string;
};

/**
 * When a value ends, by KV's rules, for callers that expect KV: of two expirations the relative one
 * counts, and the end lies at least a minute ahead
 * (https://developers.cloudflare.com/kv/api/write-key-value-pairs/).
 */
export function kvExpiration(
  { expirationTtl, expiration }: Given,
  nowMs: number,
): Result<number | undefined, KvExpirationProblem> {
  if (expirationTtl !== undefined) {
    const detail = ttlRefusal(expirationTtl);
    if (detail !== null) return err({ field: "expiration_ttl", detail });
    return absolute({ expirationTtl }, nowMs);
  }
  if (expiration === undefined) return ok(undefined);
  const detail = expirationRefusal(expiration, Math.floor(nowMs / 1_000));
  return detail === null ? absolute({ expiration }, nowMs) : err({ field: "expiration", detail });
}

function absolute(
  given: Parameters<typeof absoluteExpiration>[0],
  nowMs: number,
): Result<number | undefined, KvExpirationProblem> {
  const found = absoluteExpiration(given, nowMs);
  if (found.ok) return found;
  const field = given.expiration === undefined ? "expiration_ttl" : "expiration";
  return err({ field, detail: `Invalid ${field}: ${found.error.detail}.` });
}

function ttlRefusal(seconds: number): string | null {
  const found = `Invalid expiration_ttl of ${seconds}.`;
  if (seconds <= 0) return `${found} Please specify integer greater than 0.`;
  if (seconds >= MIN_TTL_SECONDS) return null;
  return `${found} Expiration TTL must be at least ${MIN_TTL_SECONDS}.`;
}

function expirationRefusal(epochSeconds: number, nowSeconds: number): string | null {
  const found = `Invalid expiration of ${epochSeconds}.`;
  if (epochSeconds <= nowSeconds) {
    return `${found} Please specify integer greater than the current number of seconds since the UNIX epoch.`;
  }
  if (epochSeconds >= nowSeconds + MIN_TTL_SECONDS) return null;
  return `${found} Expiration times must be at least ${MIN_TTL_SECONDS} seconds in the future.`;
}
