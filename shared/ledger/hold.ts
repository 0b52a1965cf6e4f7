import type { WriteIntent } from "../write-intent.ts";
import { effectiveOperation } from "./effective-operation.ts";
import { becomeNewest, supersede, supersedeHeldBefore } from "./endings.ts";
import type { Candidate, HoldReason } from "./key-state.ts";
import type { SettleAnswer } from "./report.ts";
import { touchedCandidate } from "./touch.ts";
import { change, generationOf, setHeld, type Turn, versionState } from "./turn.ts";

/**
 * Keeps the newest intent of a key here until it may be written; whatever is older is superseded.
 * The message may be acknowledged once this is stored.
 */
export function hold(
  turn: Turn,
  candidate: Candidate,
  intent: WriteIntent,
  reason: HoldReason,
): SettleAnswer {
  const { version } = candidate;
  const generation = generationOf(turn, candidate);
  const state = versionState(turn, version);
  if (state === "dead") {
    const mark = turn.state.dead.find((dead) => dead.version === version);
    if (mark !== undefined && generation <= mark.generation) return { kind: "dead", mark };
  }
  if (state !== "pending") return { kind: "finished" };
  const { hi, lease } = turn.state;
  if (hi !== null && version < hi) {
    if (lease?.version !== version) supersede(turn, version, candidate.payloadSizeBytes > 0);
    return { kind: "finished" };
  }
  // It may have fallen back while this version was on its way here, and a held one always counts.
  becomeNewest(turn, version);
  const sinceMs = turn.state.held?.sinceMs ?? turn.nowMs;
  supersedeHeldBefore(turn, version);
  const holds = turn.state.holds + 1;
  const held = {
    version,
    generation: Math.max(generation, turn.state.held?.generation ?? 0),
    // As admit will see it: a lane that is not the one it waits for would send it round for nothing.
    operation: effectiveOperation(touchedCandidate(turn.state, candidate), turn.nowMs),
    hasPayload: candidate.payloadSizeBytes > 0,
    reason,
    priority: candidate.priority,
    sinceMs,
    serial: holds,
  };
  change(turn, { holds });
  setHeld(turn, held, { ...intent, generation: held.generation });
  return { kind: "held" };
}
