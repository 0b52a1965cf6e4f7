import { describe, expect, it } from "vitest";
import { candidateOf } from "../../consumer/batch/plan-batch.ts";
import { LedgerShard } from "../../consumer/ledger/ledger-shard.ts";
import { minuteOf } from "../../shared/metrics/period.ts";
import { aPut } from "../support/a-write-intent.ts";
import { RULES } from "../support/ledger-key.ts";
import { MemoryLedgerStore } from "../support/memory-ledger-store.ts";
import { aVersion, NOW_MS } from "../support/versions.ts";

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 86_400_000;

function aShard() {
  const clock = { nowMs: NOW_MS };
  const store = new MemoryLedgerStore();
  const shard = new LedgerShard({ store, now: () => clock.nowMs, dice: () => 0.5, rules: RULES });
  const accept = (key: string) => {
    const candidates = [candidateOf(aPut({ key, version: aVersion(1) }))];
    shard.admit({ token: key, items: [{ namespace: "default", key, candidates }] });
  };
  return { clock, store, shard, accept };
}

describe("the minutes of a shard", () => {
  it("are told with the open one, in steps", () => {
    const { clock, shard, accept } = aShard();
    const from = minuteOf(NOW_MS);
    accept("a");
    clock.nowMs += 2 * MINUTE_MS;
    accept("b");
    accept("c");
    const [series] = shard.metrics([{ from, until: from + 3, step: 1 }]);
    expect(series?.map(({ accepted = 0 }) => accepted)).toEqual([1, 0, 2]);
    expect(shard.metrics([{ from: from + 1, until: from + 2, step: 1 }])).toEqual([[{}]]);
  });

  it("take in what producers have read", () => {
    const { shard } = aShard();
    shard.countReads({ "read-edge": 5 });
    shard.countReads({ "read-edge": 2, "read-miss": 1 });
    const { totals, today } = shard.summary();
    expect([totals, today]).toEqual([
      { "read-edge": 7, "read-miss": 1 },
      { "read-edge": 7, "read-miss": 1 },
    ]);
  });

  it("go with the daily sweep once they are a week old; totals stay", () => {
    const { clock, store, shard, accept } = aShard();
    accept("a");
    clock.nowMs += MINUTE_MS;
    accept("b");
    clock.nowMs += MINUTE_MS;
    accept("c");
    clock.nowMs += WEEK_MS - MINUTE_MS;
    shard.collect();
    const kept = store.buckets.between(0, Number.MAX_SAFE_INTEGER).map(({ index }) => index);
    expect(kept).toEqual([minuteOf(NOW_MS) + 1]);
    expect(shard.summary().totals.accepted).toBe(3);
  });
});
