import { describe, expect, it } from "vitest";
import { EMPTY_VIEW, type ViewStore } from "../../consumer/views/view-store.ts";
import type { ViewEntry } from "../../shared/views/view-entry.ts";
import { aVersion, NOW_MS } from "../support/versions.ts";

type Fields = Partial<ViewEntry>;

const anEntry = (key: string, fields: Fields = {}): ViewEntry => ({
  key,
  version: aVersion(1),
  touch: "",
  source: "news",
  toldAtMs: NOW_MS,
  endsAtMs: null,
  content: { kind: "shown", sort: 1, text: `"${key}"` },
  ...fields,
});

const shown = (key: string, sort: number): ViewEntry =>
  anEntry(key, { content: { kind: "shown", sort, text: `"${key}"` } });

const wanted = (key: string, dueAtMs: number): ViewEntry =>
  anEntry(key, { content: { kind: "wanted", dueAtMs } });

const gone = (key: string, toldAtMs: number): ViewEntry =>
  anEntry(key, { toldAtMs, content: { kind: "gone" } });

const keysOf = (entries: readonly ViewEntry[]) => entries.map(({ key }) => key);

/** What every store of a view has to do. */
export function describeViewStoreContract(
  name: string,
  onNewStore: (test: (store: ViewStore) => void) => void | Promise<void>,
): void {
  describe(`the view store ${name}`, () => {
    const onStore = (title: string, test: (store: ViewStore) => void) =>
      it(title, () => onNewStore(test));

    onStore("knows nothing at first", (store) => {
      expect(store.load()).toEqual(EMPTY_VIEW);
      expect(store.entry("a")).toBeNull();
      expect([store.earliestWantedMs(), store.earliestEndMs()]).toEqual([null, null]);
      expect(store.count()).toEqual({
        entries: 0,
        wanted: 0,
        leftOut: { "not-json": 0, "no-sort-field": 0, "too-large": 0 },
      });
    });

    const ENTRIES: readonly ViewEntry[] = [
      shown("a", -1.5),
      anEntry("b", { touch: aVersion(2), endsAtMs: NOW_MS, content: { kind: "trimmed", sort: 7 } }),
      wanted("c", NOW_MS),
      anEntry("d", {
        version: "",
        source: "kv",
        content: { kind: "left-out", reason: "too-large" },
      }),
      gone("ä\u{1f600}", NOW_MS),
    ];
    it.each(ENTRIES)("gives back the entry $content.kind as it was saved last", async (entry) =>
      onNewStore((store) => {
        store.putEntry(shown(entry.key, 3));
        store.putEntry(entry);
        expect(store.entry(entry.key)).toEqual(entry);
      }),
    );

    onStore("gives the newest first, ties by key, shown and trimmed ones together", (store) => {
      store.putEntry(shown("b", 2));
      store.putEntry(shown("a", 2));
      store.putEntry(anEntry("c", { content: { kind: "trimmed", sort: 3 } }));
      store.putEntry(shown("d", 1));
      store.putEntry(wanted("e", 0));
      store.putEntry(gone("f", 0));
      expect(keysOf(store.newest(10))).toEqual(["c", "b", "a", "d"]);
      expect(keysOf(store.newest(2))).toEqual(["c", "b"]);
    });

    onStore("drops the values after the newest ones", (store) => {
      for (const [key, sort] of [
        ["a", 1],
        ["b", 1],
        ["c", 2],
        ["d", 3],
      ] as const) {
        store.putEntry(shown(key, sort));
      }
      store.trimAfter(2);
      expect(store.newest(9).map(({ content }) => content.kind)).toEqual([
        "shown",
        "shown",
        "trimmed",
        "trimmed",
      ]);
      store.trimAfter(5);
      expect(store.entry("d")).toEqual(shown("d", 3));
      expect(store.entry("a")?.content).toEqual({ kind: "trimmed", sort: 1 });
      expect(store.count().entries).toBe(4);
    });

    onStore("gives what lies between two keys, in the order of their bytes", (store) => {
      for (const key of ["a", "b", "\ufffd", "\u{1f600}", "ä"]) store.putEntry(shown(key, 1));
      expect(keysOf(store.entriesBetween(null, null))).toEqual([
        "a",
        "b",
        "ä",
        "\ufffd",
        "\u{1f600}",
      ]);
      expect(keysOf(store.entriesBetween("a", "\ufffd"))).toEqual(["b", "ä", "\ufffd"]);
      expect(keysOf(store.entriesBetween("\ufffd", null))).toEqual(["\u{1f600}"]);
      expect(store.entriesBetween("x", "x")).toEqual([]);
    });

    onStore("gives what is wanted by now, the longest due first", (store) => {
      store.putEntry(wanted("late", NOW_MS + 2));
      store.putEntry(wanted("b", NOW_MS));
      store.putEntry(wanted("a", NOW_MS + 1));
      expect(keysOf(store.wanted(NOW_MS + 1, 10))).toEqual(["b", "a"]);
      expect(keysOf(store.wanted(NOW_MS + 9, 1))).toEqual(["b"]);
      expect(store.earliestWantedMs()).toBe(NOW_MS);
      expect(store.count().wanted).toBe(3);
    });

    onStore("gives what has ended", (store) => {
      store.putEntry(anEntry("a", { endsAtMs: NOW_MS + 1 }));
      store.putEntry(anEntry("b", { endsAtMs: NOW_MS }));
      store.putEntry(anEntry("c"));
      expect(keysOf(store.ended(NOW_MS, 10))).toEqual(["b"]);
      expect(store.earliestEndMs()).toBe(NOW_MS);
    });

    onStore("forgets only what is gone for long", (store) => {
      store.putEntry(gone("a", NOW_MS - 1));
      store.putEntry(gone("b", NOW_MS));
      store.putEntry(anEntry("c", { toldAtMs: 0 }));
      store.collectGone(NOW_MS);
      expect(keysOf(store.entriesBetween(null, null))).toEqual(["b", "c"]);
      store.deleteEntries();
      expect(store.entriesBetween(null, null)).toEqual([]);
    });

    onStore("counts what is left out by reason", (store) => {
      const leftOut = (key: string, reason: "not-json" | "no-sort-field") =>
        anEntry(key, { content: { kind: "left-out", reason } });
      store.putEntry(leftOut("a", "not-json"));
      store.putEntry(leftOut("b", "not-json"));
      store.putEntry(leftOut("c", "no-sort-field"));
      expect(store.count().leftOut).toEqual({
        "not-json": 2,
        "no-sort-field": 1,
        "too-large": 0,
      });
    });

    onStore("stores nothing of a transaction that throws", (store) => {
      const row = { ...EMPTY_VIEW, name: "a", rebuiltAtMs: NOW_MS };
      store.save(row);
      store.putEntry(shown("a", 1));
      expect(() =>
        store.transaction(() => {
          store.putEntry(shown("a", 2));
          store.putEntry(shown("b", 2));
          store.save(EMPTY_VIEW);
          throw new Error("broken");
        }),
      ).toThrow("broken");
      expect(keysOf(store.newest(9))).toEqual(["a"]);
      expect(store.entry("a")).toEqual(shown("a", 1));
      expect(store.load()).toEqual(row);
    });
  });
}
