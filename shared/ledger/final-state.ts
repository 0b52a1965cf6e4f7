import type { Version } from "../version.ts";
import type { KeyState } from "./key-state.ts";
import { FINAL_STATES, type FinalState } from "./known-versions.ts";
import { rememberedState } from "./remembered-state.ts";

/**
 * How a version has ended, or null while that is open. Unlike a status it never guesses: a version
 * that was not seen yet is open even if a newer one is known, since that one may still die.
 */
export function finalStateOf(state: KeyState, version: Version): FinalState | null {
  if (state.dead.some((mark) => mark.version === version)) return "dead";
  const seen = rememberedState(state, version);
  return FINAL_STATES.find((final) => final === seen) ?? null;
}
