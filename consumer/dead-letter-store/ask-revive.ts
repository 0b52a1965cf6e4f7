import type { ReviveRequest } from "../../shared/ledger/protocol.ts";
import type { ReviveAnswer } from "../../shared/ledger/revive-key.ts";
import { unreachable } from "../../shared/result.ts";
import { byShard, type LedgerClient } from "../ledger-client.ts";
import type { LetterRef, ReplayableLetter } from "./letter-store.ts";

export type Revival<Letter> =
  | { readonly kind: "answered"; readonly letter: Letter; readonly answer: ReviveAnswer }
  /** The shard could not be asked: nobody knows. */
  | { readonly kind: "unanswered"; readonly letter: Letter; readonly error: unknown };

/** What the ledger says of each letter, with one call per shard. */
export async function askRevive<Letter extends ReplayableLetter>(
  ledger: LedgerClient,
  mode: ReviveRequest["mode"],
  letters: readonly Letter[],
): Promise<readonly Revival<Letter>[]> {
  const shards = [...byShard(letters, ledger.shards)];
  const answers = await Promise.all(
    shards.map(([shard, group]) => askShard(ledger, shard, mode, group)),
  );
  return answers.flat();
}

/** The newest death of a letter that the answer covers: what is final does not die again. */
export function lastDeath(letter: LetterRef, answer: ReviveAnswer): number {
  switch (answer.kind) {
    case "ready":
      return answer.generation - 1;
    case "superseded":
    case "final":
      return Number.MAX_SAFE_INTEGER;
    case "open":
      return letter.generation;
    default:
      return unreachable(answer);
  }
}

async function askShard<Letter extends ReplayableLetter>(
  ledger: LedgerClient,
  shard: number,
  mode: ReviveRequest["mode"],
  letters: readonly Letter[],
): Promise<readonly Revival<Letter>[]> {
  const items = letters.map(({ id, namespace, key }) => ({ version: id, namespace, key }));
  try {
    const answers = await ledger
      .shard(shard)
      .revive({ shards: ledger.shards, body: { mode, items } });
    return letters.map((letter, index) => {
      const answer = answers[index];
      if (answer === undefined) throw new Error(`shard ${shard} left a letter without an answer`);
      return { kind: "answered", letter, answer };
    });
  } catch (error) {
    return letters.map((letter) => ({ kind: "unanswered", letter, error }));
  }
}
