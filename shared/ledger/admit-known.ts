import type { AdmitAnswer } from "./admit-answer.ts";
import { forgetDeadMark } from "./endings.ts";
import type { Candidate } from "./key-state.ts";
import { newestTouch } from "./touch.ts";
import { change, moveVersion, type Turn, versionState } from "./turn.ts";

/** The answer for a version that has ended; null when it is to be admitted. */
export function admitKnown(turn: Turn, candidate: Candidate): AdmitAnswer | null {
  const { version } = candidate;
  const { horizon } = turn.state.known;
  switch (versionState(turn, version)) {
    case "pending":
      return null;
    case null:
      if (horizon === null || version > horizon) return null;
      turn.tally.late += 1;
      return { kind: "superseded" };
    case "dead":
      return admitDead(turn, candidate);
    case "applied":
    case "expired":
    case "superseded":
    case "dropped":
    case "discarded":
      return { kind: "duplicate" };
  }
}

function admitDead(turn: Turn, candidate: Candidate): AdmitAnswer | null {
  const { version, generation } = candidate;
  const mark = turn.state.dead.find((dead) => dead.version === version);
  if (mark === undefined) return { kind: "duplicate" };
  if (generation <= mark.generation) return { kind: "dead", mark };
  // Replayed: pending again, unless something newer came meanwhile.
  if (isNewest(turn, candidate)) {
    moveVersion(turn, version, "pending");
    forgetDeadMark(turn, version);
    change(turn, { failures: null, revived: [...turn.state.revived, { version, generation }] });
  }
  return null;
}

function isNewest({ state }: Turn, { version, operation }: Candidate): boolean {
  const touch = operation === "touch" ? newestTouch(state) : null;
  return version >= (state.hi ?? version) && version >= (touch ?? version);
}
