import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { ConsumerEnv } from "../../consumer/bindings.ts";
import { SqlLedgerStore } from "../../consumer/ledger/sql-ledger-store.ts";
import { LedgerTwins } from "../support/ledger-differential/ledger-twins.ts";

const { LEDGER } = env as unknown as ConsumerEnv;

/** 100,000 operations in all, by runs that differ, so that one that fails is short to follow. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const ROUNDS = 20;
const OPERATIONS_PER_ROUND = 500;

/** Every kind of answer that a shard has; each has to be given. */
const ANSWERS = [
  ...[
    "admit granted",
    "admit hold",
    "admit held",
    "admit superseded",
    "admit duplicate",
    "admit dead",
  ],
  ...["admit unchanged", "settle finished", "settle held", "settle dead", "settle refused"],
  ...["bury dead", "bury finished", "bury busy"],
  ...["revive ready", "revive superseded", "revive final", "revive open"],
  ...["due held", "due kept", "letters intent", "payloads something", "unneeded something"],
  ...["collect something", "collect nothing"],
];

describe("the ledger over the store in memory and over a Durable Object's SQLite", () => {
  const given = new Map<string, number>();

  it.each(SEEDS)(
    "answers and stores the same through 10,000 random operations, seed %i",
    async (seed) => {
      const twins = new LedgerTwins(seed);
      const object = LEDGER.getByName(`differential-${seed}`);
      for (let round = 0; round < ROUNDS; round++) {
        await runInDurableObject(object, (_instance, { storage }) => {
          // A new store each time, as after an eviction: what it remembers is nothing but its rows.
          const store = new SqlLedgerStore(storage);
          twins.run(store, OPERATIONS_PER_ROUND);
          const { memory, other } = twins.contents(store);
          expect(other, `after round ${round}`).toEqual(memory);
        });
      }
      for (const [answer, count] of twins.answers)
        given.set(answer, (given.get(answer) ?? 0) + count);
    },
  );

  it("has given every answer", () => {
    expect(ANSWERS.filter((answer) => !given.has(answer))).toEqual([]);
  });
});
