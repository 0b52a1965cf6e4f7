import { MIN_TTL_SECONDS } from "../../shared/limits.ts";
import type { KvExpiry } from "../../shared/ports.ts";

/** Below this, clocks that differ a little could make KV refuse an absolute time as too near. */
const RELATIVE_BELOW_SECONDS = 2 * MIN_TTL_SECONDS;

/** KV takes no expiration under 60 s ahead: a value with less life left lives 60 s from now. */
export function expiryAt(epochSeconds: number | null, nowMs: number): KvExpiry {
  if (epochSeconds === null) return { kind: "none" };
  const leftSeconds = Math.floor(epochSeconds - nowMs / 1_000);
  return leftSeconds < RELATIVE_BELOW_SECONDS
    ? { kind: "after", ttlSeconds: Math.max(MIN_TTL_SECONDS, leftSeconds) }
    : { kind: "at", epochSeconds };
}
