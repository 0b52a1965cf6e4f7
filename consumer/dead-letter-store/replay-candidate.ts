import type { DeadLetter } from "../../shared/dead-letter.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import type { LetterStore, ReplayableLetter } from "./letter-store.ts";
import type { ReplayItem } from "./replay-store.ts";

/** An item of a replay whose letter is in the store, with what is sent for it. */
export type ReplayCandidate = ReplayableLetter & {
  readonly item: ReplayItem;
  readonly letter: Extract<DeadLetter, { readonly kind: "intent" }>;
  readonly intent: WriteIntent;
};

/** Nothing for a letter that has ended meanwhile. */
export function replayCandidate(
  letters: LetterStore,
  item: ReplayItem,
): readonly ReplayCandidate[] {
  const letter = letters.get(item.id)?.letter;
  if (letter?.kind !== "intent") return [];
  const { namespace, key, generation } = letter.intent;
  return [{ id: item.id, generation, namespace, key, item, letter, intent: letter.intent }];
}

/**
 * The letter is not the death that was matched any more. The ledger is asked all the same: it may have
 * ended this death, too, and its answer may have been lost.
 */
export const hasDiedAgain = ({ item, letter }: ReplayCandidate): boolean =>
  letter.intent.generation !== item.generation;
