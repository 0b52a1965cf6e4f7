import { expect } from "vitest";
import type { LedgerStore } from "../../consumer/ledger/ledger-store.ts";
import { noGate } from "../../shared/gate/shard-gate.ts";
import { emptyKeyState } from "../../shared/ledger/key-state.ts";
import { openTally } from "../../shared/ledger/tally.ts";
import { aDeadLetter } from "../support/a-dead-letter.ts";
import { aHeldState, aKeptState } from "../support/a-key-state.ts";
import { aPut } from "../support/a-write-intent.ts";
import { aVersion, NOW_MS } from "../support/versions.ts";
import type { OnStore } from "./on-store.ts";

const NO_BODIES = { held: undefined, kept: undefined };

export function describeShardRow(onStore: OnStore): void {
  onStore("begins with a shard that knows nothing", (store) => {
    expect(store.loadShard()).toEqual({
      shards: null,
      tally: openTally(),
      pauses: { put: 0, delete: 0 },
      gate: noGate,
    });
  });

  onStore("gives back the shard's row that was saved last", (store) => {
    const row = { shards: 8, tally: aTally(1), pauses: { put: NOW_MS, delete: 0 }, gate: noGate };
    store.saveShard(row);
    expect(store.loadShard()).toEqual(row);
    store.saveShard({ ...row, tally: aTally(2) });
    expect(store.loadShard()).toEqual({ ...row, tally: aTally(2) });
  });
}

export function describeTransactions(onStore: OnStore): void {
  onStore("stores all of a transaction and hands its answer back", (store) => {
    const answer = store.transaction(() => {
      store.saveKey("a", aHeldState(), NO_BODIES, NOW_MS);
      store.addLetter(aDeadLetter(), NOW_MS);
      return store.loadKey("a").held?.version;
    });
    expect(answer).toBe(aVersion());
    expect(store.loadKey("a")).toEqual(aHeldState());
    expect(store.earliestLetterMs()).toBe(NOW_MS);
  });

  onStore("stores nothing of a transaction that throws, and throws on", (store) => {
    const before = fillStore(store);
    const failing = () =>
      store.transaction(() => {
        changeEverything(store);
        throw new Error("halfway");
      });
    expect(failing).toThrow("halfway");
    expect(contentOf(store)).toEqual(before);
  });

  onStore("goes on after a transaction that threw", (store) => {
    const failing = () =>
      store.transaction(() => {
        throw new Error("halfway");
      });
    expect(failing).toThrow("halfway");
    store.transaction(() => store.saveKey("a", aHeldState(), NO_BODIES, NOW_MS));
    expect(store.loadKey("a")).toEqual(aHeldState());
  });
}

function fillStore(store: LedgerStore): unknown {
  store.saveKey("a", aHeldState(), { held: aPut(), kept: null }, NOW_MS);
  store.saveKey("b", aKeptState(), { held: null, kept: aPut() }, NOW_MS);
  store.addLetter(aDeadLetter(), NOW_MS);
  store.addSpentPayload({ version: aVersion(1), deleteAtMs: NOW_MS });
  store.saveShard({ shards: 8, tally: aTally(1), pauses: { put: 0, delete: 0 }, gate: noGate });
  return contentOf(store);
}

function changeEverything(store: LedgerStore): void {
  store.saveKey("a", emptyKeyState, { held: null, kept: aPut() }, NOW_MS + 9);
  store.saveKey("new", aHeldState(), { held: aPut(), kept: null }, NOW_MS);
  store.deleteKey("b");
  store.forgetLetter({ version: aVersion(), generation: 0 });
  store.addLetter(aDeadLetter({ intent: aPut({ version: aVersion(2) }) }), NOW_MS);
  store.forgetSpentPayload(aVersion(1));
  store.addSpentPayload({ version: aVersion(2), deleteAtMs: NOW_MS });
  store.saveShard({
    shards: 9,
    tally: aTally(2),
    pauses: { put: NOW_MS, delete: NOW_MS },
    gate: noGate,
  });
}

/** All that can be asked of the store. */
function contentOf(store: LedgerStore): unknown {
  const everMs = Number.MAX_SAFE_INTEGER;
  const ids = store.untouchedKeys(everMs, "", 100);
  return {
    rows: ids.map((id) => [id, store.loadKey(id), store.body(id, "held"), store.body(id, "kept")]),
    due: store.dueLanes().map((lane) => [lane, store.dueKeys(lane, everMs, 100)]),
    untouched: store.untouchedKeys(NOW_MS + 1, "", 100),
    oldestHeld: store.oldestHeld(),
    letters: store.dueLetters(everMs, 100),
    payloads: store.dueSpentPayloads(everMs, 100),
    shard: store.loadShard(),
  };
}

const aTally = (accepted: number) => ({ ...openTally(), accepted, pending: accepted });
