import type { DeadLetter } from "../../shared/dead-letter.ts";
import type { LetterEnd } from "./letter-store.ts";

/** What is known of a letter under its id, its body aside. */
export type LetterRow = {
  readonly generation: number;
  readonly state: "dead" | LetterEnd;
  readonly firstSeenAtMs: number;
};

/**
 * The letter to store as dead, or null when what arrived is known already: a copy of a death that is
 * in the store, or of one that was replayed, discarded or superseded. Only a version that was
 * replayed and died again has a newer generation; it counts as first seen when it first died.
 */
export function letterToStore(row: LetterRow | null, arrived: DeadLetter): DeadLetter | null {
  if (row === null) return arrived;
  if (letterGeneration(arrived) <= row.generation) return null;
  return { ...arrived, firstSeenAtMs: Math.min(row.firstSeenAtMs, arrived.firstSeenAtMs) };
}

/** Unreadable messages have no version to replay, so they die once. */
export const letterGeneration = (letter: DeadLetter): number =>
  letter.kind === "intent" ? letter.intent.generation : 0;
