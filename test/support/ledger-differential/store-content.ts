import type { LedgerStore } from "../../../consumer/ledger/ledger-store.ts";

const EVER_MS = Number.MAX_SAFE_INTEGER;
const ALL = 10_000;
/** Ages at which a key counts as not touched. */
const AGES_MS = [0, 1_000, 10_000, 60_000, 3_600_000, 86_400_000];

/** All that can be asked of a store: every row, every order, every time. */
export function contentOf(store: LedgerStore, nowMs: number) {
  const ids = store.untouchedKeys(EVER_MS, "", ALL);
  return {
    keys: ids.map((id) => ({
      id,
      state: store.loadKey(id),
      held: store.body(id, "held"),
      kept: store.body(id, "kept"),
    })),
    untouched: AGES_MS.map((ageMs) => store.untouchedKeys(nowMs - ageMs, "", ALL)),
    due: store.dueLanes().map((lane) => ({
      lane,
      earliestMs: store.earliestDueMs(lane),
      now: store.dueKeys(lane, nowMs, ALL),
      ever: store.dueKeys(lane, EVER_MS, ALL),
    })),
    oldestHeld: store.oldestHeld(),
    letters: { earliestMs: store.earliestLetterMs(), all: store.dueLetters(EVER_MS, ALL) },
    payloads: {
      earliestMs: store.earliestSpentPayloadMs(),
      due: store.dueSpentPayloads(nowMs, ALL),
      all: store.dueSpentPayloads(EVER_MS, ALL),
    },
    tags: store.tags.rows({ tag: "", id: "" }, ALL),
    minutes: store.buckets.between(0, EVER_MS),
    shard: store.loadShard(),
  };
}
