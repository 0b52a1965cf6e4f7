import type { KeyName } from "../../shared/key.ts";
import type { KeyNews } from "../../shared/views/key-news.ts";

/**
 * The outbox of news for views: at most one row per key, since newer news replace older ones.
 * Synchronous and within the transactions of the ledger's store.
 */
export interface NewsStore {
  /** Not told yet. */
  pending(name: KeyName): KeyNews | null;
  /** What waits for its time keeps the earlier one. */
  put(news: KeyNews, dueAtMs: number): void;
  due(nowMs: number, limit: number): readonly KeyNews[];
  /** Forgets exactly these; newer ones of the key stay. */
  forget(news: readonly KeyNews[]): void;
  earliestMs(): number | null;
}
