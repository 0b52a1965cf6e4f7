import { laterVersion, type Version } from "../version.ts";
import { forgetDeadMark, supersede } from "./endings.ts";
import type { KeyState } from "./key-state.ts";
import { stateOfVersion } from "./known-versions.ts";
import { newestTouch } from "./touch.ts";
import { moveVersion, spendPayload, type Turn } from "./turn.ts";

/** What a replay may do with a dead letter. */
export type ReviveAnswer =
  /** Send it again with this generation. */
  | { readonly kind: "ready"; readonly generation: number }
  /** A newer write exists: a replay would roll it back. */
  | { readonly kind: "superseded" }
  /** Not dead any more. */
  | { readonly kind: VersionEnd };

/**
 * How a version that is not dead stands: for good where it is, or under way again or never known
 * here, so that it may die again.
 */
export type VersionEnd = "final" | "open";

/** Answers without changing anything: what a dry run counts. */
export function peekRevive(state: KeyState, version: Version): ReviveAnswer {
  const mark = state.dead.find((dead) => dead.version === version);
  if (mark === undefined) return { kind: endOfVersion(state, version) };
  const newest = laterVersion(state.hi, mark.isTouch ? newestTouch(state) : null);
  if (newest !== null && version < newest) return { kind: "superseded" };
  return { kind: "ready", generation: mark.generation + 1 };
}

/**
 * As `peekRevive`, and ends what a newer write has superseded. What is ready stays dead until the
 * message with the new generation is admitted, so that a replay that breaks off loses nothing.
 */
export function reviveKey(turn: Turn, version: Version): ReviveAnswer {
  const answer = peekRevive(turn.state, version);
  const mark = turn.state.dead.find((dead) => dead.version === version);
  if (answer.kind === "superseded") supersede(turn, version, mark?.hasPayload ?? false);
  return answer;
}

/** Ends a dead version for good; nothing to do when it is not dead any more. */
export function discardKey(turn: Turn, version: Version): VersionEnd {
  const mark = turn.state.dead.find((dead) => dead.version === version);
  if (mark !== undefined) {
    moveVersion(turn, version, "discarded");
    forgetDeadMark(turn, version);
    spendPayload(turn, version, mark.hasPayload);
  }
  return endOfVersion(turn.state, version);
}

function endOfVersion({ known }: KeyState, version: Version): VersionEnd {
  const seen = stateOfVersion(known, version);
  return seen === null || seen === "pending" ? "open" : "final";
}
