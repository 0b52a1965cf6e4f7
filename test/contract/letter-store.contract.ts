import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AuditStore } from "../../consumer/dead-letter-store/audit-store.ts";
import type { LetterStore, SliceQuery } from "../../consumer/dead-letter-store/letter-store.ts";
import type { ReplayStore } from "../../consumer/dead-letter-store/replay-store.ts";
import { deadLetterId, deadLetterSizeBytes } from "../../shared/dead-letter.ts";
import { allowsKey, type KeyAccess } from "../../shared/key-access.ts";
import type { LetterFilter, LetterSelection } from "../../shared/letter-selection.ts";
import { deadIntent, LETTER_TIME_MS, unreadable, versionOf } from "../support/letters.ts";

export type Stores = {
  readonly letters: LetterStore;
  readonly replays: ReplayStore;
  readonly audit: AuditStore;
};

/** Runs `use` on empty stores, where they live. */
export type WithStores = (use: (stores: Stores) => void) => Promise<void>;

const ALL: SliceQuery = { filter: {}, access: {}, after: null, limit: 100, maxBytes: 1e9 };

const idsOf = (letters: LetterStore, query: Partial<SliceQuery> = {}): readonly string[] =>
  letters.slice({ ...ALL, ...query }).letters.map((stored) => stored.id);

export function letterStoreContract(withStores: WithStores): void {
  const onLetters = (use: (letters: LetterStore) => void) => () =>
    withStores(({ letters }) => use(letters));

  describe("storing", () => {
    it(
      "gives back what was put",
      onLetters((letters) => {
        const letter = deadIntent(1, { key: "a\u0000\n😀", text: "\u0007\u0000 ' \" ﷽" });
        letters.put([letter, unreadable("m1")]);
        expect(letters.get(versionOf(1))).toEqual({
          id: versionOf(1),
          letter,
          sizeBytes: deadLetterSizeBytes(letter),
        });
        expect(letters.get("raw_m1")?.letter).toEqual(unreadable("m1"));
        expect(letters.get(versionOf(2))).toBeNull();
        expect(letters.count({}, {})).toBe(2);
      }),
    );

    it(
      "stores a letter once, with the evidence that came first",
      onLetters((letters) => {
        letters.put([deadIntent(1)]);
        letters.put([deadIntent(1, { lastSeenAtMs: LETTER_TIME_MS + 5_000 })]);
        expect(letters.count({}, {})).toBe(1);
        expect(letters.get(versionOf(1))?.letter).toEqual(deadIntent(1));
      }),
    );

    it(
      "does not let a late copy bring back what ended",
      onLetters((letters) => {
        for (const [number, state] of [
          [1, "replayed"],
          [2, "discarded"],
          [3, "superseded"],
        ] as const) {
          letters.put([deadIntent(number, { generation: 2 })]);
          letters.end(
            [{ id: versionOf(number), generation: 2, lastGeneration: 2 }],
            state,
            LETTER_TIME_MS,
          );
          letters.put([deadIntent(number, { generation: 2 }), deadIntent(number)]);
          expect(letters.get(versionOf(number))).toBeNull();
        }
        expect(letters.count({}, {})).toBe(0);
        expect(idsOf(letters)).toEqual([]);
      }),
    );

    it(
      "takes the next death of a replayed letter and keeps when it was first seen",
      onLetters((letters) => {
        letters.put([deadIntent(1)]);
        letters.end(
          [{ id: versionOf(1), generation: 0, lastGeneration: 0 }],
          "replayed",
          LETTER_TIME_MS,
        );
        const seenAtMs = LETTER_TIME_MS + 60_000;
        const again = deadIntent(1, {
          generation: 1,
          reason: "timeout",
          firstSeenAtMs: seenAtMs,
          lastSeenAtMs: seenAtMs,
        });
        letters.put([again]);
        expect(letters.get(versionOf(1))?.letter).toEqual({
          ...again,
          firstSeenAtMs: LETTER_TIME_MS,
        });
      }),
    );

    it(
      "replaces a letter by its newer death, also when the replay was never noted",
      onLetters((letters) => {
        letters.put([deadIntent(1)]);
        letters.put([deadIntent(1, { generation: 1, reason: "timeout" })]);
        expect(letters.get(versionOf(1))?.letter.reason).toBe("timeout");
        letters.end(
          [{ id: versionOf(1), generation: 0, lastGeneration: 0 }],
          "replayed",
          LETTER_TIME_MS,
        );
        expect(letters.get(versionOf(1))?.letter.reason).toBe("timeout");
      }),
    );

    it(
      "ends a letter with a newer death that arrived while the ledger was asked",
      onLetters((letters) => {
        letters.put([deadIntent(1)]);
        letters.put([deadIntent(1, { generation: 1 })]);
        const ended = { id: versionOf(1), generation: 0, lastGeneration: 1 };
        expect(letters.end([ended], "superseded", 1_000)).toBe(1);
        expect(letters.get(versionOf(1))).toBeNull();
        letters.put([deadIntent(1, { generation: 1 })]);
        expect(letters.get(versionOf(1))).toBeNull();
      }),
    );

    it(
      "keeps out every death that ended with the letter, also one that arrives afterwards",
      onLetters((letters) => {
        letters.put([deadIntent(1)]);
        letters.end([{ id: versionOf(1), generation: 0, lastGeneration: 1 }], "replayed", 1_000);
        letters.put([deadIntent(1, { generation: 1 })]);
        expect(letters.get(versionOf(1))).toBeNull();
        letters.put([deadIntent(1, { generation: 2 })]);
        expect(letters.get(versionOf(1))).not.toBeNull();
      }),
    );

    it(
      "holds a letter as large as a message can be",
      onLetters((letters) => {
        const text = "\u0007".repeat(20_000);
        letters.put([deadIntent(1, { text }), unreadable("m1")]);
        expect(letters.get(versionOf(1))?.letter).toEqual(deadIntent(1, { text }));
      }),
    );
  });

  describe("collecting", () => {
    it(
      "forgets what ended before the given time, and never what is dead",
      onLetters((letters) => {
        letters.put([deadIntent(1), deadIntent(2), deadIntent(3)]);
        letters.end([{ id: versionOf(1), generation: 0, lastGeneration: 0 }], "replayed", 1_000);
        letters.end([{ id: versionOf(2), generation: 0, lastGeneration: 0 }], "discarded", 2_000);
        expect(letters.collect(2_000)).toBe(1);
        letters.put([deadIntent(1), deadIntent(2)]);
        expect(idsOf(letters)).toEqual([versionOf(3), versionOf(1)]);
      }),
    );
  });

  describe("listing", () => {
    it(
      "goes from the newest to the oldest, and by id where the times are equal",
      onLetters((letters) => {
        letters.put([
          deadIntent(1, { lastSeenAtMs: 2_000 }),
          deadIntent(2, { lastSeenAtMs: 1_000 }),
          deadIntent(3, { lastSeenAtMs: 2_000 }),
          unreadable("m", { lastSeenAtMs: 3_000 }),
        ]);
        expect(idsOf(letters)).toEqual(["raw_m", versionOf(3), versionOf(1), versionOf(2)]);
      }),
    );

    it(
      "ends a slice at its limit or its bytes, and goes on after the last letter",
      onLetters((letters) => {
        const all = [1, 2, 3, 4, 5].map((number) => deadIntent(number));
        letters.put(all);
        expect(idsOf(letters, { limit: 2 })).toEqual([versionOf(5), versionOf(4)]);
        expect(letters.slice({ ...ALL, limit: 5 }).hasMore).toBe(false);
        expect(letters.slice({ ...ALL, limit: 4 }).hasMore).toBe(true);
        const after = { lastSeenAtMs: LETTER_TIME_MS, id: versionOf(3) };
        expect(idsOf(letters, { after })).toEqual([versionOf(2), versionOf(1)]);
        const small = letters.slice({ ...ALL, maxBytes: 1 });
        expect(small.letters.map((stored) => stored.id)).toEqual([versionOf(5)]);
        expect(small.hasMore).toBe(true);
      }),
    );

    it(
      "takes every condition that is given",
      onLetters((letters) => {
        letters.put([
          deadIntent(1, { key: "user:1", lastSeenAtMs: 1_000 }),
          deadIntent(2, { key: "user:2", lastSeenAtMs: 2_000, reason: "timeout" }),
          deadIntent(3, { key: "page:3", lastSeenAtMs: 3_000, namespace: "other" }),
          unreadable("m", { lastSeenAtMs: 4_000 }),
        ]);
        const found = (filter: LetterFilter) => {
          const ids = idsOf(letters, { filter });
          expect(letters.count(filter, {})).toBe(ids.length);
          return ids;
        };
        expect(found({ reason: "timeout" })).toEqual([versionOf(2)]);
        expect(found({ reason: "unreadable" })).toEqual(["raw_m"]);
        expect(found({ namespace: "other" })).toEqual([versionOf(3)]);
        expect(found({ keyPrefix: "user:" })).toEqual([versionOf(2), versionOf(1)]);
        expect(found({ keyPrefix: "" })).toEqual([versionOf(3), versionOf(2), versionOf(1)]);
        expect(found({ sinceMs: 2_000, untilMs: 4_000 })).toEqual([versionOf(3), versionOf(2)]);
        expect(found({ keyPrefix: "user:", namespace: "other" })).toEqual([]);
      }),
    );

    it(
      "shows unreadable letters only to those who may name every key",
      onLetters((letters) => {
        letters.put([deadIntent(1, { key: "a" }), unreadable("m")]);
        const seen = (access: KeyAccess) => idsOf(letters, { access });
        expect(seen({})).toHaveLength(2);
        expect(seen({ namespaces: ["default"] })).toEqual([versionOf(1)]);
        expect(seen({ prefixes: [""] })).toEqual([versionOf(1)]);
        expect(seen({ prefixes: [] })).toEqual([]);
        expect(seen({ namespaces: [] })).toEqual([]);
      }),
    );

    it(
      "takes more prefixes than a query has parameters",
      onLetters((letters) => {
        letters.put([deadIntent(1, { key: "p250/x" }), deadIntent(2, { key: "q" })]);
        const prefixes = Array.from({ length: 300 }, (_, index) => `p${index}/`);
        expect(idsOf(letters, { access: { prefixes } })).toEqual([versionOf(1)]);
      }),
    );
  });

  it("filters by prefix as startsWith does, whatever the characters", async () => {
    const text = (minLength: number) =>
      fc.string({
        unit: fc.constantFrom("a", "A", "%", "_", "\u0000", "é", "e\u0301", "\uffff", "😀", "😁"),
        minLength,
        maxLength: 4,
      });
    const samples = fc.sample(
      fc.record({
        keys: fc.array(text(1), { minLength: 1, maxLength: 12 }),
        prefixes: fc.array(text(0), { maxLength: 3 }),
        keyPrefix: text(0),
      }),
      { seed: 7, numRuns: 40 },
    );
    for (const { keys, prefixes, keyPrefix } of samples) {
      await withStores(({ letters }) => {
        const all = keys.map((key, number) => deadIntent(number, { key }));
        letters.put(all);
        const expected = all.filter(
          (letter) =>
            letter.kind === "intent" &&
            allowsKey({ prefixes }, letter.intent) &&
            letter.intent.key.startsWith(keyPrefix),
        );
        const ids = idsOf(letters, { filter: { keyPrefix }, access: { prefixes } });
        expect([...ids].reverse()).toEqual(expected.map(deadLetterId));
      });
    }
  });

  it(
    "finds what can be replayed, by id: letters with a key that the caller may name",
    onLetters((letters) => {
      const a = { namespace: "default", generation: 0 };
      letters.put([
        deadIntent(3, { key: "a/é\u0000" }),
        deadIntent(1, { key: "a/1", lastSeenAtMs: LETTER_TIME_MS + 1 }),
        deadIntent(2, { key: "b" }),
        unreadable("m"),
      ]);
      const query = {
        selection: { kind: "filter", filter: {} },
        access: { prefixes: ["a/"] },
        afterId: "",
        limit: 10,
      } as const;
      expect(letters.replayable(query)).toEqual([
        { ...a, id: versionOf(1), key: "a/1" },
        { ...a, id: versionOf(3), key: "a/é\u0000" },
      ]);
      expect(letters.replayable({ ...query, limit: 1 })).toHaveLength(1);
      expect(letters.replayable({ ...query, afterId: versionOf(1) })).toHaveLength(1);
      const ids = [versionOf(1), versionOf(2), "raw_m", "no such"];
      const selection = { kind: "ids", ids } as const;
      expect(letters.replayable({ ...query, selection, access: {} })).toHaveLength(2);
      expect(letters.replayable({ ...query, selection })).toHaveLength(1);
    }),
  );

  it(
    "names all that a selection means, unreadable ones too, and says how many ended",
    onLetters((letters) => {
      letters.put([deadIntent(1, { key: "a/1" }), deadIntent(2, { key: "b" }), unreadable("m")]);
      const all = { kind: "filter", filter: {} } as const;
      const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
      const selected = (selection: LetterSelection, access: KeyAccess) => {
        const { count, pieces } = letters.selected(selection, access, 2);
        const found = [...pieces].flat();
        expect(found).toHaveLength(count);
        return found.toSorted(byId);
      };
      expect(selected(all, {})).toEqual([
        { id: versionOf(1), generation: 0, name: { namespace: "default", key: "a/1" } },
        { id: versionOf(2), generation: 0, name: { namespace: "default", key: "b" } },
        { id: "raw_m", generation: 0, name: null },
      ]);
      expect(selected(all, { prefixes: ["a/"] })).toHaveLength(1);
      const some = { kind: "ids", ids: ["raw_m", versionOf(2), "no such"] } as const;
      const ended = selected(some, {}).map((letter) => ({
        ...letter,
        lastGeneration: letter.generation,
      }));
      expect(letters.end(ended, "discarded", 1)).toBe(2);
      expect(letters.end(ended, "discarded", 1)).toBe(0);
      expect(selected({ kind: "ids", ids: [] }, {})).toEqual([]);
    }),
  );

  it(
    "names what a selection meant piece by piece, without what came, ended or died again since",
    onLetters((letters) => {
      const numbers = Array.from({ length: 7 }, (_, index) => index + 1);
      letters.put(numbers.map((number) => deadIntent(number, { lastSeenAtMs: 9_000 - number })));
      const { count, pieces } = letters.selected({ kind: "filter", filter: {} }, {}, 3);
      expect(count).toBe(7);
      const sizes: number[] = [];
      const ids: string[] = [];
      for (const piece of pieces) {
        sizes.push(piece.length);
        ids.push(...piece.map(({ id }) => id));
        if (sizes.length > 1) continue;
        letters.put([deadIntent(0), deadIntent(8), deadIntent(7, { generation: 1 })]);
        letters.end([{ id: versionOf(5), generation: 0, lastGeneration: 0 }], "replayed", 1_000);
      }
      expect(sizes).toEqual([3, 2]);
      expect(ids.toSorted()).toEqual([1, 2, 3, 4, 6].map(versionOf));
    }),
  );

  it(
    "sums up by reason what the caller may see, the most frequent first",
    onLetters((letters) => {
      letters.put([
        deadIntent(1, { key: "a/1", reason: "timeout", lastSeenAtMs: 5_000 }),
        deadIntent(2, { key: "a/2", reason: "timeout", lastSeenAtMs: 3_000 }),
        deadIntent(3, { key: "b", reason: "kv_error", lastSeenAtMs: 4_000 }),
        unreadable("m", { lastSeenAtMs: 9_000 }),
      ]);
      const timeouts = { reason: "timeout", letters: 2, oldestAtMs: 3_000, newestAtMs: 5_000 };
      expect(letters.summary({}, {})).toEqual([
        timeouts,
        { reason: "kv_error", letters: 1, oldestAtMs: 4_000, newestAtMs: 4_000 },
        { reason: "unreadable", letters: 1, oldestAtMs: 9_000, newestAtMs: 9_000 },
      ]);
      expect(letters.summary({}, { prefixes: ["a/"] })).toEqual([timeouts]);
      expect(letters.summary({ sinceMs: 10_000 }, {})).toEqual([]);
    }),
  );
}
