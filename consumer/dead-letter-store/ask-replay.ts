import type { LedgerClient } from "../ledger-client.ts";
import { askRevive, type Revival } from "./ask-revive.ts";
import type { ReplayableLetter } from "./letter-store.ts";
import type { ReplayItem, ReplayStore } from "./replay-store.ts";

type AskPorts = { readonly ledger: LedgerClient; readonly replays: ReplayStore };

/**
 * What the ledger says of each letter of a replay; it ends what a newer write has superseded. Only
 * those change by the question, so only those are noted before: should the answer be lost, the replay
 * has to ask again even when it is cancelled.
 */
export async function askReplay<Letter extends ReplayableLetter & { readonly item: ReplayItem }>(
  ports: AskPorts,
  replayId: string,
  letters: readonly Letter[],
): Promise<readonly Revival<Letter>[]> {
  const peeked = await askRevive(ports.ledger, "peek", letters);
  const outdated = new Set(peeked.filter(isSuperseded).map(({ letter }) => letter));
  if (outdated.size === 0) return peeked;
  ports.replays.noteAsked(
    replayId,
    [...outdated].map(({ item }) => item),
  );
  const taken = await askRevive(ports.ledger, "take", [...outdated]);
  return [...peeked.filter(({ letter }) => !outdated.has(letter)), ...taken];
}

const isSuperseded = (revival: Revival<unknown>): boolean =>
  revival.kind === "answered" && revival.answer.kind === "superseded";
