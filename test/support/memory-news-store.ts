import type { NewsStore } from "../../consumer/ledger/news-store.ts";
import { type KeyName, keyId } from "../../shared/key.ts";
import { type KeyNews, newsMark } from "../../shared/views/key-news.ts";

/** News for views in memory. */
export class MemoryNewsStore implements NewsStore {
  readonly #rows = new Map<string, { readonly news: KeyNews; readonly dueAtMs: number }>();

  pending(name: KeyName): KeyNews | null {
    return this.#rows.get(keyId(name))?.news ?? null;
  }

  put(news: KeyNews, dueAtMs: number): void {
    const waiting = this.#rows.get(keyId(news))?.dueAtMs ?? dueAtMs;
    this.#rows.set(keyId(news), { news, dueAtMs: Math.min(waiting, dueAtMs) });
  }

  due(nowMs: number, limit: number): readonly KeyNews[] {
    return [...this.#rows]
      .filter(([, row]) => row.dueAtMs <= nowMs)
      .sort(([a, x], [b, y]) => x.dueAtMs - y.dueAtMs || (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([, row]) => row.news);
  }

  forget(news: readonly KeyNews[]): void {
    for (const one of news) {
      const row = this.#rows.get(keyId(one));
      if (row !== undefined && newsMark(row.news) === newsMark(one)) this.#rows.delete(keyId(one));
    }
  }

  earliestMs(): number | null {
    const times = [...this.#rows.values()].map((row) => row.dueAtMs);
    return times.length === 0 ? null : Math.min(...times);
  }
}
