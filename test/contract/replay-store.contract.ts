import { describe, expect, it } from "vitest";
import type { ReplayStore } from "../../consumer/dead-letter-store/replay-store.ts";
import { deadIntent, unreadable, versionOf } from "../support/letters.ts";
import type { Stores, WithStores } from "./letter-store.contract.ts";

const EVERYTHING = { kind: "filter", filter: {} } as const;

/** A replay of three letters, as it is just after its start. */
function begin({ letters, replays }: Stores): ReplayStore {
  letters.put([
    deadIntent(1, { lastSeenAtMs: 3_000 }),
    deadIntent(2, { lastSeenAtMs: 1_000, generation: 4 }),
    deadIntent(3, { lastSeenAtMs: 2_000 }),
    unreadable("m"),
  ]);
  replays.create({ id: "r", ratePerSecond: 2.5, startedAtMs: 10_000 });
  replays.snapshot("r", EVERYTHING, {});
  return replays;
}

const idsOf = (replays: ReplayStore): readonly string[] =>
  replays.items("r", 100).map((item) => item.id);

export function replayStoreContract(withStores: WithStores): void {
  const onReplay = (use: (replays: ReplayStore, stores: Stores) => void) => () =>
    withStores((stores) => use(begin(stores), stores));

  describe("replays", () => {
    it(
      "note what is meant at the start, oldest first, without what comes later",
      onReplay((replays, { letters }) => {
        letters.put([deadIntent(9)]);
        expect(idsOf(replays)).toEqual([versionOf(2), versionOf(3), versionOf(1)]);
        expect(replays.items("r", 1)[0]).toMatchObject({ generation: 4, isAttempted: false });
        expect(replays.get("r")).toEqual({
          id: "r",
          matched: 3,
          skipped: 0,
          enqueued: 0,
          ratePerSecond: 2.5,
          startedAtMs: 10_000,
          finishedAtMs: null,
          cancelledAtMs: null,
          pace: { dueAtMs: null, streak: 0, notBeforeMs: 0 },
        });
        expect(replays.get("none")).toBeNull();
      }),
    );

    it(
      "add one selection to another",
      onReplay((replays, { letters }) => {
        letters.put([deadIntent(9)]);
        replays.snapshot("r", { kind: "ids", ids: [versionOf(9), "no such"] }, {});
        expect(replays.get("r")?.matched).toBe(4);
        expect(idsOf(replays).at(-1)).toBe(versionOf(9));
      }),
    );

    it(
      "take off and count what is settled",
      onReplay((replays) => {
        replays.settle("r", replays.items("r", 1), "enqueued");
        replays.settle("r", replays.items("r", 1), "skipped");
        replays.settle("r", [], "skipped");
        expect(replays.get("r")).toMatchObject({ matched: 3, enqueued: 1, skipped: 1 });
        expect(idsOf(replays)).toEqual([versionOf(1)]);
      }),
    );

    it(
      "remember an attempt and put what is postponed behind the rest",
      onReplay((replays) => {
        const [first, second] = replays.items("r", 2);
        if (first === undefined || second === undefined) throw new Error("too few items");
        replays.noteAttempts("r", [first, { ...second, generation: 7 }]);
        replays.noteAttempts("r", [first]);
        replays.postpone("r", replays.items("r", 2));
        expect(replays.items("r", 3).map((item) => item.generation)).toEqual([0, 4, 7]);
        expect(idsOf(replays)).toEqual([versionOf(1), versionOf(2), versionOf(3)]);
        expect(replays.items("r", 3).map((item) => item.isAttempted)).toEqual([false, true, true]);
      }),
    );

    it(
      "note a cancel once, and keep what may have been sent or ended already",
      onReplay((replays) => {
        replays.noteAttempts("r", replays.items("r", 1));
        const [, second, third] = replays.items("r", 3);
        replays.noteAsked("r", second === undefined || third === undefined ? [] : [second, third]);
        replays.forgetAsked("r", third === undefined ? [] : [third]);
        replays.cancel("r", 15_000);
        replays.cancel("r", 16_000);
        replays.dropUnattempted("r");
        expect(idsOf(replays)).toEqual([versionOf(2), versionOf(3)]);
        expect(replays.items("r", 2).map((item) => item.isAttempted)).toEqual([true, false]);
        expect(replays.active()).toMatchObject({ matched: 3, skipped: 0, cancelledAtMs: 15_000 });
      }),
    );

    it(
      "run one after another, and are forgotten after a while",
      onReplay((replays) => {
        replays.create({ id: "next", ratePerSecond: 1, startedAtMs: 10_000 });
        const pace = { dueAtMs: 10_333.333, streak: 2, notBeforeMs: 11_000 };
        replays.savePace("r", pace);
        expect(replays.active()).toMatchObject({ id: "r", pace });
        replays.finish("r", 20_000);
        expect(replays.active()?.id).toBe("next");
        replays.finish("next", 30_000);
        expect(replays.active()).toBeNull();
        replays.collect(30_000);
        expect(replays.get("r")).toBeNull();
        expect(replays.get("next")?.finishedAtMs).toBe(30_000);
      }),
    );
  });
}
