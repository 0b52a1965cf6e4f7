import { describe, expect, it } from "vitest";
import type { NewsStore } from "../../consumer/ledger/news-store.ts";
import type { KeyNews } from "../../shared/views/key-news.ts";
import { aVersion, NOW_MS } from "../support/versions.ts";

const news = (key: string, version = 1): KeyNews => ({
  namespace: "default",
  key,
  version: aVersion(version),
  touch: "",
  atMs: NOW_MS,
  holds: { kind: "value", text: '{"ä":1}', endsAtMs: null },
});

/** What every outbox of news has to do. */
export function describeNewsStoreContract(
  name: string,
  onNewStore: (test: (store: NewsStore) => void) => void | Promise<void>,
): void {
  describe(`the store of news ${name}`, () => {
    const onStore = (title: string, test: (store: NewsStore) => void) =>
      it(title, () => onNewStore(test));

    onStore("holds nothing at first", (store) => {
      expect(store.pending(news("a"))).toBeNull();
      expect(store.due(NOW_MS, 10)).toEqual([]);
      expect(store.earliestMs()).toBeNull();
    });

    onStore("gives what is due, the longest due first", (store) => {
      store.put(news("a"), NOW_MS + 1);
      store.put(news("b"), NOW_MS);
      store.put(news("c"), NOW_MS + 2);
      expect(store.due(NOW_MS + 1, 10)).toEqual([news("b"), news("a")]);
      expect(store.due(NOW_MS + 9, 1)).toEqual([news("b")]);
      expect(store.earliestMs()).toBe(NOW_MS);
    });

    onStore("keeps the newest of a key, at the time of the first", (store) => {
      store.put(news("a", 1), NOW_MS);
      store.put(news("a", 2), NOW_MS + 5);
      expect(store.pending(news("a"))).toEqual(news("a", 2));
      expect(store.due(NOW_MS, 10)).toEqual([news("a", 2)]);
      store.put(news("a", 3), NOW_MS - 5);
      expect(store.earliestMs()).toBe(NOW_MS - 5);
    });

    onStore("forgets what was told and keeps what is newer", (store) => {
      store.put(news("a", 1), NOW_MS);
      store.put(news("b", 1), NOW_MS);
      const told = store.due(NOW_MS, 10);
      store.put(news("b", 2), NOW_MS);
      store.forget(told);
      expect(store.due(NOW_MS, 10)).toEqual([news("b", 2)]);
      store.forget(told);
      expect(store.due(NOW_MS, 10)).toEqual([news("b", 2)]);
    });
  });
}
