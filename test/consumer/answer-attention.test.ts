import { describe, expect, it } from "vitest";
import { answerAttention } from "../../consumer/ledger/answer-attention.ts";
import { keyId } from "../../shared/key.ts";
import { Settings } from "../../shared/settings.ts";
import { aHeldState } from "../support/a-key-state.ts";
import { MemoryLedgerStore } from "../support/memory-ledger-store.ts";
import { NOW_MS } from "../support/versions.ts";

const NO_BODIES = { held: undefined, kept: undefined };

function parts() {
  const store = new MemoryLedgerStore();
  const hold = (key: string, sinceMs: number, operation: "put" | "delete" = "put") => {
    const state = aHeldState({ operation, sinceMs, notBeforeMs: sinceMs });
    store.saveKey(keyId({ namespace: "default", key }), state, NO_BODIES, NOW_MS);
  };
  return { store, hold, now: () => NOW_MS, dice: () => 0.5, rules: Settings.parse({}) };
}

describe("a shard that is asked for attention", () => {
  it("looks at every lane, also at what is due later", () => {
    const shard = parts();
    shard.hold("a", NOW_MS + 60_000);
    shard.hold("b", NOW_MS - 60_000, "delete");
    const found = answerAttention(shard, { access: {} });
    expect(found.isComplete).toBe(true);
    expect(found.longestHeld.map(({ key }) => key)).toEqual(["b", "a"]);
  });

  it("says nothing of a shard where nothing waits", () => {
    expect(answerAttention(parts(), { access: {} })).toEqual({
      isComplete: true,
      unknownOutcomes: { count: 0, keys: [] },
      hotKeys: [],
      longestHeld: [],
      clockAheadMs: 0,
    });
  });

  it("reads no more than two hundred rows, and says so", () => {
    const shard = parts();
    for (let index = 0; index < 300; index += 1) shard.hold(`key-${index}`, NOW_MS - index);
    let reads = 0;
    const counting = new Proxy(shard.store, {
      get(store, name) {
        if (name === "loadKey") reads += 1;
        const value = Reflect.get(store, name);
        return typeof value === "function" ? value.bind(store) : value;
      },
    });
    const found = answerAttention({ ...shard, store: counting }, { access: {} });
    expect(reads).toBe(200);
    expect(found.isComplete).toBe(false);
    expect(found.longestHeld[0]?.key).toBe("key-299");
  });
});
