import { expect } from "vitest";
import type { LedgerStore } from "../../consumer/ledger/ledger-store.ts";
import { emptyKeyState, type KeyState } from "../../shared/ledger/key-state.ts";
import { aHeldState, aKeptState, aStateWithEverything } from "../support/a-key-state.ts";
import { aPayload, aPut } from "../support/a-write-intent.ts";
import { aVersion, NOW_MS } from "../support/versions.ts";
import type { OnStore } from "./on-store.ts";

const PUTS = "put/normal/default";
const DELETES = "delete/normal/default";
const REPAIRS = "put/immediate/default";

const NO_BODIES = { held: undefined, kept: undefined };

const save = (store: LedgerStore, id: string, state: KeyState, touchedAtMs = NOW_MS): void =>
  store.saveKey(id, state, NO_BODIES, touchedAtMs);

export function describeKeys(onStore: OnStore): void {
  onStore("has the empty state for a key without a row", (store) => {
    expect(store.loadKey("default\na")).toEqual(emptyKeyState);
    expect(store.body("default\na", "held")).toBeNull();
    expect(store.body("default\na", "kept")).toBeNull();
  });

  onStore("gives back a state with every field set", (store) => {
    const state = aStateWithEverything();
    save(store, "default\na", state);
    expect(store.loadKey("default\na")).toEqual(state);
  });

  onStore("gives the states of many keys at once, those without a row left out", (store) => {
    for (const count of [0, 1, 2, 10, 11, 100, 101, 250]) {
      const ids = Array.from({ length: count }, (_, n) => `default\nof ${count}, ${n}\u0000`);
      ids.forEach((id, n) => {
        if (n % 3 !== 1) save(store, id, aHeldState({ version: aVersion(n) }));
      });
      const expected = ids.flatMap((id, n) => (n % 3 === 1 ? [] : [[id, aVersion(n)]]));
      const found = [...store.loadKeys(ids)].map(([id, { held }]) => [id, held?.version]);
      expect(found.toSorted()).toEqual(expected.toSorted());
    }
  });

  onStore("replaces the state of a key and leaves other keys alone", (store) => {
    save(store, "default\na", aHeldState({ version: aVersion(1) }));
    save(store, "default\nb", aHeldState({ version: aVersion(2) }));
    save(store, "default\na", emptyKeyState);
    expect(store.loadKey("default\na")).toEqual(emptyKeyState);
    expect(store.loadKey("default\nb").held?.version).toBe(aVersion(2));
  });

  onStore("keeps keys apart that differ in case, newlines or Unicode alone", (store) => {
    const ids = [
      "default\na",
      "default\nA",
      "default\na\n",
      "default\n😀",
      "d\n\u0000a",
      "d\n\u0000b",
    ];
    ids.forEach((id, n) => {
      save(store, id, aHeldState({ version: aVersion(n) }));
    });
    expect(ids.map((id) => store.loadKey(id).held?.version)).toEqual(
      ids.map((_, n) => aVersion(n)),
    );
  });

  onStore("stores, leaves and deletes each body by itself", (store) => {
    const held = aPut({ version: aVersion(2), metadata: { a: ["ä", null] } });
    const kept = aPut({ version: aVersion(1), value: aPayload() });
    const bodies = () => [store.body("k", "held"), store.body("k", "kept")];
    store.saveKey("k", emptyKeyState, { held, kept: undefined }, NOW_MS);
    expect(bodies()).toEqual([held, null]);
    store.saveKey("k", emptyKeyState, { held: undefined, kept }, NOW_MS);
    expect(bodies()).toEqual([held, kept]);
    store.saveKey("k", emptyKeyState, { held: null, kept: undefined }, NOW_MS);
    expect(bodies()).toEqual([null, kept]);
    store.saveKey("k", emptyKeyState, { held: undefined, kept: null }, NOW_MS);
    expect(bodies()).toEqual([null, null]);
  });

  onStore("deletes a key with its bodies and what is due of it", (store) => {
    const state = aHeldState({ version: aVersion() });
    store.saveKey("k", state, { held: aPut(), kept: aPut() }, NOW_MS);
    store.deleteKey("k");
    store.deleteKey("k");
    expect(store.loadKey("k")).toEqual(emptyKeyState);
    expect([store.body("k", "held"), store.body("k", "kept")]).toEqual([null, null]);
    expect(store.dueLanes()).toEqual([]);
    expect(store.oldestHeld()).toBeNull();
  });

  onStore("pages through keys that were not touched for long, by id", (store) => {
    for (const id of ["c", "a", "d", "b"]) save(store, id, emptyKeyState, NOW_MS);
    save(store, "bb", emptyKeyState, NOW_MS + 1);
    expect(store.untouchedKeys(NOW_MS + 1, "", 2)).toEqual(["a", "b"]);
    expect(store.untouchedKeys(NOW_MS + 1, "b", 2)).toEqual(["c", "d"]);
    expect(store.untouchedKeys(NOW_MS + 1, "d", 2)).toEqual([]);
    expect(store.untouchedKeys(NOW_MS, "", 10)).toEqual([]);
    save(store, "a", emptyKeyState, NOW_MS + 2);
    expect(store.untouchedKeys(NOW_MS + 1, "", 10)).toEqual(["b", "c", "d"]);
  });
}

export function describeOrder(onStore: OnStore): void {
  const keys = ["a", "a\u0000", "aa", "b", "é", "\ud7ff", "\ue000", "\uffff", "😀", "😁"];
  const ids = keys.map((key) => `default\n${key}`);

  onStore("orders keys by their bytes, which differs from JavaScript's order", (store) => {
    for (const id of ids.toReversed()) save(store, id, aHeldState({ notBeforeMs: NOW_MS }));
    expect(store.untouchedKeys(NOW_MS + 1, "", 20)).toEqual(ids);
    expect(store.untouchedKeys(NOW_MS + 1, "default\n\uffff", 20)).toEqual(ids.slice(-2));
    expect(store.dueKeys(PUTS, NOW_MS, 20)).toEqual(ids);
  });
}

export function describeDueKeys(onStore: OnStore): void {
  onStore("lists what is due for an operation, the longest due first", (store) => {
    save(store, "default\nlate", aHeldState({ notBeforeMs: NOW_MS + 20 }));
    save(store, "default\nearly", aHeldState({ notBeforeMs: NOW_MS + 10 }));
    save(store, "default\ndelete", aHeldState({ notBeforeMs: NOW_MS, operation: "delete" }));
    save(store, "default\nfuture", aHeldState({ notBeforeMs: NOW_MS + 21 }));
    save(store, "default\nidle", emptyKeyState);
    expect(store.dueKeys(PUTS, NOW_MS + 20, 10)).toEqual(["default\nearly", "default\nlate"]);
    expect(store.dueKeys(PUTS, NOW_MS + 20, 1)).toEqual(["default\nearly"]);
    expect(store.dueKeys(PUTS, NOW_MS + 9, 10)).toEqual([]);
    expect(store.dueKeys(DELETES, NOW_MS, 10)).toEqual(["default\ndelete"]);
  });

  onStore("knows the earliest time at which something is due", (store) => {
    expect(store.earliestDueMs(PUTS)).toBeNull();
    save(store, "default\na", aHeldState({ notBeforeMs: NOW_MS + 20 }));
    save(store, "default\nb", aHeldState({ notBeforeMs: NOW_MS + 10 }));
    expect(store.earliestDueMs(PUTS)).toBe(NOW_MS + 10);
    expect(store.earliestDueMs(DELETES)).toBeNull();
    save(store, "default\nb", emptyKeyState);
    expect(store.earliestDueMs(PUTS)).toBe(NOW_MS + 20);
  });

  onStore("keeps what stops and goes on together apart from everything else", (store) => {
    expect(store.dueLanes()).toEqual([]);
    save(store, "b\na", aHeldState());
    save(store, "b\nb", aHeldState({ priority: "immediate" }));
    save(store, "a\nc", aHeldState({ notBeforeMs: NOW_MS + 1 }));
    save(store, "a\nd", aHeldState({ operation: "delete" }));
    save(store, "a\ne", aHeldState({ notBeforeMs: NOW_MS }));
    save(store, "a\nidle", emptyKeyState);
    expect(store.dueLanes()).toEqual([
      "delete/normal/a",
      "put/immediate/b",
      "put/normal/a",
      "put/normal/b",
    ]);
    expect(store.dueKeys("put/normal/a", NOW_MS + 1, 10)).toEqual(["a\ne", "a\nc"]);
    expect(store.dueKeys("put/immediate/b", NOW_MS, 10)).toEqual(["b\nb"]);
  });

  onStore("lists a repair when its doubt is over", (store) => {
    save(store, "default\na", aKeptState({ doubtUntilMs: NOW_MS + 30 }));
    expect(store.earliestDueMs(REPAIRS)).toBe(NOW_MS + 30);
    expect(store.dueKeys(REPAIRS, NOW_MS + 29, 10)).toEqual([]);
    expect(store.dueKeys(REPAIRS, NOW_MS + 30, 10)).toEqual(["default\na"]);
  });

  onStore("knows the oldest version that waits, whatever its operation", (store) => {
    expect(store.oldestHeld()).toBeNull();
    save(store, "default\na", aHeldState({ version: aVersion(3) }));
    save(store, "default\nb", aHeldState({ version: aVersion(2), operation: "delete" }));
    save(store, "default\nc", aKeptState({ version: aVersion(1) }));
    expect(store.oldestHeld()).toBe(aVersion(2));
    save(store, "default\nb", emptyKeyState);
    expect(store.oldestHeld()).toBe(aVersion(3));
  });

  onStore("knows it after every change of what waits", (store) => {
    const oldestAfter = (id: string, state: KeyState) => {
      save(store, `default\n${id}`, state);
      return store.oldestHeld();
    };
    const held = (n: number) => aHeldState({ version: aVersion(n) });
    expect(oldestAfter("a", held(5))).toBe(aVersion(5));
    expect(oldestAfter("b", held(7))).toBe(aVersion(5));
    expect(oldestAfter("c", held(3))).toBe(aVersion(3));
    expect(oldestAfter("c", held(9))).toBe(aVersion(5));
    expect(oldestAfter("a", held(4))).toBe(aVersion(4));
    expect(oldestAfter("a", emptyKeyState)).toBe(aVersion(7));
    store.deleteKey("default\nb");
    expect(store.oldestHeld()).toBe(aVersion(9));
    const failing = () =>
      store.transaction(() => {
        save(store, "default\nd", held(1));
        expect(store.oldestHeld()).toBe(aVersion(1));
        throw new Error("undone");
      });
    expect(failing).toThrow("undone");
    expect(store.oldestHeld()).toBe(aVersion(9));
    expect(oldestAfter("c", emptyKeyState)).toBeNull();
    expect(oldestAfter("e", held(2))).toBe(aVersion(2));
  });
}
