import type { ReplayCount, ReplayRequest } from "../../shared/dead-letter-store-rpc.ts";
import type { LedgerClient } from "../ledger-client.ts";
import { askRevive } from "./ask-revive.ts";
import type { LetterStore } from "./letter-store.ts";
import { selectionParts } from "./select-letters.ts";

/** Letters that the ledger is asked about at a time. */
const PAGE = 500;

/**
 * What a replay would do now; changes nothing. Rejects when a shard of the ledger can't be asked,
 * since a count without it would be wrong.
 */
export async function countReplay(
  letters: LetterStore,
  ledger: LedgerClient,
  request: ReplayRequest,
): Promise<ReplayCount> {
  let matched = 0;
  let enqueued = 0;
  for (const selection of selectionParts(request.selection)) {
    let afterId = "";
    for (;;) {
      const page = letters.replayable({ selection, access: request.access, afterId, limit: PAGE });
      matched += page.length;
      enqueued += await countReady(ledger, page);
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) break;
      afterId = last.id;
    }
  }
  return { matched, skipped: matched - enqueued, enqueued };
}

async function countReady(
  ledger: LedgerClient,
  page: ReturnType<LetterStore["replayable"]>,
): Promise<number> {
  const revivals = await askRevive(ledger, "peek", page);
  return revivals.filter((revival) => {
    if (revival.kind === "unanswered") throw revival.error;
    return revival.answer.kind === "ready";
  }).length;
}
