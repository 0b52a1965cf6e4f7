import type { Mutant } from "./mutant.ts";
import { hasView } from "./mutant-needs.ts";

/** Planted bugs of views. */
export const VIEW_MUTANTS: readonly Mutant[] = [
  {
    name: "view-takes-older-news",
    file: "shared/views/view-entry.ts",
    find: "if (entry !== null && isOlder(news, entry)) return null;",
    replace: "if (entry !== null && isOlder(news, entry) && nowMs < 0) return null;",
    needs: hasView,
  },
  {
    name: "view-hears-of-no-delete",
    file: "shared/views/key-news.ts",
    find: 'if (written.stamp === null) return { ...told, holds: { kind: "nothing" } };',
    replace: "if (written.stamp === null) return null;",
    needs: hasView,
  },
  {
    name: "view-forgets-changes-during-a-write",
    file: "shared/views/writing.ts",
    find: "sent: { version, sha256, revision, askAtMs",
    replace: "sent: { version, sha256, revision: revision < 0 ? 0 : writing.revision, askAtMs",
    needs: hasView,
  },
  {
    name: "news-forgotten-before-told",
    file: "consumer/ledger/view-outbox.ts",
    find: "  await Promise.all(",
    replace: "  store.forget(due);\n  await Promise.all(",
    needs: hasView,
  },
  {
    name: "news-outlive-newer-ones",
    file: "consumer/ledger/view-outbox.ts",
    find: "store.put(replaceNews(store.pending(name), news), nowMs + NEWS_DELAY_MS);",
    replace: "store.put(store.pending(name) ?? replaceNews(null, news), nowMs + NEWS_DELAY_MS);",
    needs: hasView,
  },
  {
    name: "rebuild-believes-what-kv-lists",
    file: "shared/views/compare-with-kv.ts",
    find: "nowMs - toldAtMs < KV_LAG_MS;",
    replace: "nowMs - toldAtMs < 0 * KV_LAG_MS;",
    needs: hasView,
  },
  {
    name: "view-shows-what-has-ended",
    file: "consumer/views/view-desk.ts",
    find: "for (const entry of ended) store.putEntry(endedEntry(entry, now()));",
    replace: "for (const entry of ended) store.putEntry({ ...entry, endsAtMs: null });",
    needs: hasView,
  },
];
