import { expect } from "vitest";
import type { LedgerStore } from "../../consumer/ledger/ledger-store.ts";
import { noGate } from "../../shared/gate/shard-gate.ts";
import { emptyKeyState } from "../../shared/ledger/key-state.ts";
import { openTally } from "../../shared/ledger/tally.ts";
import { EMPTY_BOOK } from "../../shared/metrics/count-book.ts";
import { aDeadLetter } from "../support/a-dead-letter.ts";
import { aHeldState, aKeptState } from "../support/a-key-state.ts";
import { aPurgeTask } from "../support/a-purge-task.ts";
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
      book: EMPTY_BOOK,
    });
  });

  onStore("gives back the shard's row that was saved last", (store) => {
    const row = {
      shards: 8,
      tally: aTally(1),
      pauses: { put: NOW_MS, delete: 0 },
      gate: noGate,
      book: aBook(1),
    };
    store.saveShard(row);
    expect(store.loadShard()).toEqual(row);
    const after = { ...row, tally: aTally(2), book: aBook(2) };
    store.saveShard(after);
    expect(store.loadShard()).toEqual(after);
  });
}

export function describeBuckets(onStore: OnStore): void {
  const minute = (index: number) => ({ index, counts: { accepted: index, "kv-put-applied": 1 } });

  onStore("gives minutes of a range in order", (store) => {
    for (const index of [12, 10, 11, 13]) store.buckets.save(minute(index));
    expect(store.buckets.between(11, 13)).toEqual([minute(11), minute(12)]);
    expect(store.buckets.between(14, 20)).toEqual([]);
  });

  onStore("keeps one row per minute, the last", (store) => {
    store.buckets.save(minute(10));
    store.buckets.save({ index: 10, counts: { dead: 1 } });
    expect(store.buckets.between(0, 20)).toEqual([{ index: 10, counts: { dead: 1 } }]);
  });

  onStore("deletes the minutes before one and says how many", (store) => {
    for (const index of [10, 11, 12]) store.buckets.save(minute(index));
    expect([store.buckets.deleteBefore(12), store.buckets.deleteBefore(12)]).toEqual([2, 0]);
    expect(store.buckets.between(0, 20)).toEqual([minute(12)]);
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
  store.tags.add("a", ["red", "blue"]);
  store.purges.save(aPurgeTask());
  store.saveShard({
    shards: 8,
    tally: aTally(1),
    pauses: { put: 0, delete: 0 },
    gate: noGate,
    book: aBook(1),
  });
  store.buckets.save({ index: 1, counts: { accepted: 1 } });
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
  store.tags.remove("a", ["red"]);
  store.tags.add("b", ["red"]);
  store.purges.save(aPurgeTask({ enqueued: 2 }));
  store.saveShard({
    shards: 9,
    tally: aTally(2),
    pauses: { put: NOW_MS, delete: NOW_MS },
    gate: noGate,
    book: aBook(2),
  });
  store.buckets.save({ index: 1, counts: { accepted: 2 } });
  store.buckets.save({ index: 2, counts: { accepted: 1 } });
  store.buckets.deleteBefore(2);
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
    tags: store.tags.rows({ tag: "", id: "" }, 100),
    purges: store.purges.withTag("red", aVersion(0)),
    minutes: store.buckets.between(0, everMs),
    shard: store.loadShard(),
  };
}

const aTally = (accepted: number) => ({ ...openTally(), accepted, pending: accepted });

const aBook = (accepted: number) => ({
  totals: { accepted },
  minute: { index: 29_000_000, counts: { accepted, "kv-put-applied": 1 } },
  day: { index: 20_000, counts: { accepted } },
});
