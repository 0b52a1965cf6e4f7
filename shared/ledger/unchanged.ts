import { MIN_TTL_SECONDS } from "../limits.ts";
import { forgetHeld, supersedeHeldBefore } from "./endings.ts";
import type { Candidate } from "./key-state.ts";
import { change, moveVersion, spendPayload, type Turn } from "./turn.ts";

/**
 * Whether KV holds already what the newest version of a key would leave there. Only a report of
 * success tells what KV holds, and only while no other write is under way or may still land. The
 * digest covers the expiration; near it, a new write would lengthen the life that KV gives at least.
 */
export function isUnchanged(turn: Turn, candidate: Candidate): boolean {
  const { written, doubt, lease } = turn.state;
  if (written === null || doubt !== null || lease !== null) return false;
  if (candidate.digest === null || candidate.digest !== written.digest) return false;
  const { expiresAtMs } = candidate;
  return expiresAtMs === null || expiresAtMs >= turn.nowMs + 2 * MIN_TTL_SECONDS * 1_000;
}

/** Nothing is asked of KV, so neither pace nor quota moves; whatever waits is older. */
export function settleUnchanged(turn: Turn, candidate: Candidate): void {
  const { version, payloadSizeBytes } = candidate;
  moveVersion(turn, version, "applied");
  turn.tally.unchanged += 1;
  supersedeHeldBefore(turn, version);
  forgetHeld(turn, version);
  change(turn, { done: version, doneAtMs: turn.nowMs, failures: null });
  spendPayload(turn, version, payloadSizeBytes > 0);
}
