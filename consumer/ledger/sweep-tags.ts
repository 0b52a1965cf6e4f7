import { parseKeyId } from "../../shared/key.ts";
import { forgetTags, hasEnded } from "../../shared/ledger/purge.ts";
import { runRule, type ShardParts } from "./run-rule.ts";
import type { TagRow } from "./tag-store.ts";

const PAGE = 500;

/** Takes keys out of the index whose values have ended by their expiration: KV tells nobody of that. */
export function sweepTags(parts: ShardParts): void {
  const { store } = parts;
  let after: TagRow = { tag: "", id: "" };
  for (;;) {
    const rows = store.tags.rows(after, PAGE);
    const ids = [...new Set(rows.map((row) => row.id))];
    const ended = ids.filter((id) => hasEnded(store.loadKey(id), parts.now()));
    runRule(parts, ended.map(parseKeyId), forgetTags);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last;
  }
}
