import type { WriteFailure } from "../failure.ts";
import { laterVersion } from "../version.ts";
import type { WriteIntent } from "../write-intent.ts";
import { becomeNewest, die, expireLease, forgetDeadMark, supersede } from "./endings.ts";
import type { Candidate, DeadMark } from "./key-state.ts";
import { newestTouch } from "./touch.ts";
import { generationOf, moveVersion, type Turn, versionState } from "./turn.ts";

/** What the platform's dead-letter queue is told about a message that its consumer never decided. */
export type BuryAnswer =
  /** Store the letter, then acknowledge. */
  | { readonly kind: "dead"; readonly mark: DeadMark }
  /** Another copy decides or has decided: acknowledge. */
  | { readonly kind: "finished" }
  /** A put of the version is under way: ask again later. */
  | { readonly kind: "busy" };

/**
 * Gives up a version whose message ran out of deliveries, if nothing else decides over it. Counts it
 * as accepted when it was never seen.
 */
export function buryKey(
  turn: Turn,
  candidate: Candidate,
  intent: WriteIntent,
  failure: WriteFailure,
): BuryAnswer {
  expireLease(turn);
  const { version, generation } = candidate;
  const state = versionState(turn, version);
  const mark = turn.state.dead.find((dead) => dead.version === version);
  if (mark !== undefined && generation <= mark.generation) return { kind: "dead", mark };
  if (state !== null && state !== "pending" && state !== "dead") return { kind: "finished" };
  // A newer replay of it is on its way.
  if (state === "pending" && generation < generationOf(turn, candidate))
    return { kind: "finished" };
  if (turn.state.lease?.version === version) return { kind: "busy" };
  if (turn.state.held?.version === version) return { kind: "finished" };
  if (turn.state.touch?.intent.version === version) return { kind: "finished" };
  const { known } = turn.state;
  if (state === null && known.horizon !== null && version <= known.horizon) {
    turn.tally.late += 1;
    return { kind: "finished" };
  }
  const isTouch = candidate.operation === "touch";
  const newest = laterVersion(turn.state.hi, isTouch ? newestTouch(turn.state) : null);
  if (newest !== null && version < newest) {
    supersede(turn, version, candidate.payloadSizeBytes > 0);
    return { kind: "finished" };
  }
  if (!isTouch) becomeNewest(turn, version);
  if (state !== "pending") moveVersion(turn, version, "pending");
  forgetDeadMark(turn, version);
  const end = die(turn, { candidate, failure, intent, onFailure: candidate.onFailure });
  const died = turn.state.dead.find((dead) => dead.version === version);
  return end === "dead" && died !== undefined ? { kind: "dead", mark: died } : { kind: "finished" };
}
