import { describe, expect, it } from "vitest";
import { EVERYTHING, numbers, rigWith, start } from "../../support/desk-replays.ts";
import type { DeskRig } from "../../support/desk-rig.ts";
import { putIntent, versionOf } from "../../support/letters.ts";

const NEW = 100_000;

/** A thousand dead letters; the keys of the first 500 are written anew. */
async function halfOutdated(): Promise<DeskRig> {
  const rig = await rigWith(1_000);
  for (const number of numbers(500)) {
    rig.admit(putIntent(NEW + number, { key: `key-${number}` }));
  }
  return rig;
}

const firstHalf = numbers(500).map(versionOf);
const secondHalf = numbers(1_000).slice(500).map(versionOf);

describe("a replay of 1,000 dead letters, half of them outdated", () => {
  it("rolls back none of 500 newer writes and sends the other 500, each once", async () => {
    const rig = await halfOutdated();
    const { id } = await start(rig, { ...EVERYTHING, ratePerSecond: 100 });
    await rig.run(20_000);
    const counts = { state: "finished", matched: 1_000, enqueued: 500, skipped: 500 };
    expect(await rig.desk.replay(id)).toMatchObject(counts);
    expect(rig.sentVersions().toSorted()).toEqual(secondHalf);
    const ends = numbers(500).map((number) => rig.stateOf(putIntent(number)));
    expect(new Set(ends)).toEqual(new Set(["superseded"]));
    expect(await rig.desk.count()).toBe(0);
  });

  it.each([1, 2, 3, 5, 8])(
    "loses nothing and revives nothing twice when it is killed in send %i and goes on",
    async (send) => {
      const rig = await halfOutdated();
      void start(rig, { ...EVERYTHING, ratePerSecond: 100 }).catch(() => undefined);
      await rig.clock.advance(0);
      await rig.runUntil(() => rig.sends >= send);
      rig.queueMode = "takes-and-hangs";
      await rig.runUntil(() => rig.isHanging || rig.alarmAtMs === null);
      rig.queueMode = "takes";
      await rig.restart();
      await rig.run(60_000);
      const [row] = (await rig.desk.audit({ access: {}, limit: 1, before: null })).entries;
      expect(row).toMatchObject({ outcome: "finished", matched: 1_000, enqueued: 500 });
      expect([...new Set(rig.sentVersions())].toSorted()).toEqual(secondHalf);
      // A copy of the same death: the ledger takes it once, whatever comes how often.
      expect(new Set(rig.sent.map(({ intent }) => intent.generation))).toEqual(new Set([1]));
      const isSuperseded = firstHalf.every(
        (_, index) => rig.stateOf(putIntent(index + 1)) === "superseded",
      );
      expect(isSuperseded).toBe(true);
      expect(await rig.desk.count()).toBe(0);
    },
  );

  it.each([20, 50, 200])("keeps a rate of %i a second within 5 %", async (ratePerSecond) => {
    const rig = await rigWith(1_000);
    rig.alarmLatenessMs = 90;
    const { id, startedAtMs } = await start(rig, { ...EVERYTHING, ratePerSecond });
    await rig.run(60_000);
    const { finishedAtMs } = (await rig.desk.replay(id)) ?? {};
    const seconds = ((finishedAtMs ?? 0) - startedAtMs) / 1_000;
    const rate = 1_000 / seconds;
    expect(Math.abs(rate / ratePerSecond - 1)).toBeLessThanOrEqual(0.05);
  });
});
