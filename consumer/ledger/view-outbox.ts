import type { KeyName } from "../../shared/key.ts";
import type { KeyState } from "../../shared/ledger/key-state.ts";
import type { Report } from "../../shared/ledger/report.ts";
import { type KeyNews, newsOf, replaceNews } from "../../shared/views/key-news.ts";
import { type ViewDefinition, viewsOf } from "../../shared/views/view-setting.ts";
import type { NewsStore } from "./news-store.ts";

/** What a shard needs to tell views of what was applied. */
export type ViewOutbox = {
  readonly views: readonly ViewDefinition[];
  readonly store: NewsStore;
  /** Resolves once the view has stored them. */
  readonly tell: (view: ViewDefinition, news: readonly KeyNews[]) => Promise<void>;
};

/** News of one second travel together. */
const NEWS_DELAY_MS = 1_000;
const NEWS_PER_RING = 100;

/** Within the transaction that changes the state: no crash comes between the two. */
export function noteNews(
  { views, store }: ViewOutbox,
  name: KeyName,
  states: readonly [before: KeyState, after: KeyState],
  report: Report,
  nowMs: number,
): void {
  if (viewsOf(views, name).length === 0) return;
  const news = newsOf(name, states, report, nowMs);
  if (news === null) return;
  store.put(replaceNews(store.pending(name), news), nowMs + NEWS_DELAY_MS);
}

/** Tells what is due; it is forgotten only after every view of its key has confirmed it. */
export async function tellViews(
  { views, store, tell }: ViewOutbox,
  nowMs: number,
): Promise<"drained" | "more"> {
  const due = store.due(nowMs, NEWS_PER_RING);
  if (due.length === 0) return "drained";
  await Promise.all(
    views.map(async (view) => {
      const its = due.filter((news) => viewsOf([view], news).length > 0);
      if (its.length > 0) await tell(view, its);
    }),
  );
  store.forget(due);
  return due.length === NEWS_PER_RING ? "more" : "drained";
}
