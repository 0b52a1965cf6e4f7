import { describe, expect, it } from "vitest";
import { shardOf } from "../../../shared/key.ts";
import { err } from "../../../shared/result.ts";
import { EVERYTHING, numbers, rigWith, start } from "../../support/desk-replays.ts";
import { DeskRig } from "../../support/desk-rig.ts";
import { deadIntent, putIntent, SOMEBODY, unreadable, versionOf } from "../../support/letters.ts";

describe("a small replay", () => {
  it("is finished when its call returns", async () => {
    const rig = await rigWith(3);
    const replay = await start(rig, EVERYTHING);
    expect(replay).toMatchObject({ state: "finished", matched: 3, enqueued: 3, skipped: 0 });
    expect(await rig.desk.replay(replay.id)).toEqual(replay);
    expect(await rig.desk.count()).toBe(0);
    expect(await rig.desk.replay("replay_none")).toBeNull();
  });

  it("sends each letter with its version and the next generation, in its priority's lane", async () => {
    const rig = new DeskRig();
    await rig.die(putIntent(1), putIntent(2, { priority: "immediate", generation: 3 }));
    await start(rig, EVERYTHING);
    expect(rig.sent.map(({ lane, intent }) => [lane, intent])).toEqual([
      ["normal", putIntent(1, { generation: 1 })],
      ["immediate", putIntent(2, { priority: "immediate", generation: 4 })],
    ]);
  });

  it("finishes at once when nothing matches", async () => {
    const replay = await start(new DeskRig(), EVERYTHING);
    expect(replay).toMatchObject({ state: "finished", matched: 0 });
  });

  it("takes the letters that are named, each once, more than a query has parameters", async () => {
    const rig = await rigWith(150);
    const ids = [...numbers(140).map(versionOf), versionOf(1), "raw_m", "no such"];
    const replay = await start(rig, {
      ...EVERYTHING,
      selection: { kind: "ids", ids },
      ratePerSecond: 1_000,
    });
    expect(replay).toMatchObject({ state: "finished", matched: 140, enqueued: 140 });
    expect(await rig.desk.count()).toBe(10);
  });

  it("takes more letters by name than travel in one parameter", async () => {
    const rig = await rigWith(1_200);
    const selection = { kind: "ids", ids: numbers(1_200).map(versionOf) } as const;
    const request = { ...EVERYTHING, selection, ratePerSecond: 1_000 };
    expect(await rig.desk.countReplay(request)).toMatchObject({ matched: 1_200, enqueued: 1_200 });
    expect(await start(rig, request)).toMatchObject({ matched: 1_200, enqueued: 1_000 });
  });

  it("leaves alone what the caller may not name, and what could not be read", async () => {
    const rig = new DeskRig();
    await rig.die(putIntent(1, { key: "a/1" }), putIntent(2, { key: "b/2" }));
    await rig.desk.put([unreadable("m")]);
    const request = { ...EVERYTHING, access: { prefixes: ["a/"] } };
    expect(await start(rig, request)).toMatchObject({ matched: 1, enqueued: 1 });
    const ids = [versionOf(2), "raw_m"];
    const named = { ...request, selection: { kind: "ids", ids } } as const;
    expect(await start(rig, named)).toMatchObject({ matched: 0 });
    expect(await start(rig, EVERYTHING)).toMatchObject({ matched: 1, enqueued: 1 });
    expect(await rig.desk.count()).toBe(1);
  });
});

/** Replays a write that died twice, has one letter stored so far, and is superseded; nobody hears so. */
async function startWithLostAnswer() {
  const rig = new DeskRig();
  await rig.die(putIntent(1, { key: "k" }));
  rig.dieUnstored(putIntent(1, { key: "k", generation: 1 }));
  rig.admit(putIntent(9, { key: "k" }));
  rig.losesTakes = true;
  const { id } = await start(rig, EVERYTHING);
  return { rig, id };
}

describe("a replay of what is outdated", () => {
  it("skips what a newer write has superseded; it leaves the store and the ledger knows", async () => {
    const rig = new DeskRig();
    await rig.die(putIntent(1, { key: "k" }), putIntent(2, { key: "other" }));
    rig.admit(putIntent(9, { key: "k" }));
    expect(await rig.desk.countReplay(EVERYTHING)).toEqual({ matched: 2, skipped: 1, enqueued: 1 });
    expect(await rig.desk.count()).toBe(2);
    const replay = await start(rig, EVERYTHING);
    expect(replay).toMatchObject({ matched: 2, skipped: 1, enqueued: 1 });
    expect(rig.sentVersions()).toEqual([versionOf(2)]);
    expect(rig.stateOf(putIntent(1, { key: "k" }))).toBe("superseded");
    expect(await rig.desk.count()).toBe(0);
  });

  it("keeps out the letter of a later death when the ledger's first answer was lost", async () => {
    const { rig, id } = await startWithLostAnswer();
    rig.losesTakes = false;
    await rig.run(10_000);
    expect(await rig.desk.replay(id)).toMatchObject({ skipped: 1, state: "finished" });
    await rig.desk.put([deadIntent(1, { key: "k", generation: 1 })]);
    expect(await rig.desk.count()).toBe(0);
  });

  it("ends the letter of a later death that came between the ledger's lost answer and the next", async () => {
    const { rig, id } = await startWithLostAnswer();
    await rig.desk.put([deadIntent(1, { key: "k", generation: 1 })]);
    rig.losesTakes = false;
    await rig.run(10_000);
    expect(await rig.desk.replay(id)).toMatchObject({ skipped: 1, state: "finished" });
    expect(await rig.desk.count()).toBe(0);
  });

  it("skips what is no dead letter any more", async () => {
    const rig = new DeskRig();
    await rig.desk.put([deadIntent(1)]);
    expect(await start(rig, EVERYTHING)).toMatchObject({ matched: 1, skipped: 1 });
    expect(rig.sent).toEqual([]);
    expect(await rig.desk.count()).toBe(0);
  });

  it("does not bring back a replayed letter when a late copy of it arrives, but its next death", async () => {
    const rig = await rigWith(1);
    await start(rig, EVERYTHING);
    await rig.desk.put([deadIntent(1)]);
    expect(await rig.desk.count()).toBe(0);
    await rig.die(putIntent(1, { generation: 1 }));
    expect(await rig.desk.count()).toBe(1);
    await start(rig, EVERYTHING);
    expect(rig.sent.map(({ intent }) => intent.generation)).toEqual([1, 2]);
  });
});

describe("a long replay", () => {
  it("keeps its rate within 5 %, with alarms that ring late", async () => {
    const rig = await rigWith(300);
    rig.alarmLatenessMs = 120;
    const startedMs = rig.clock.now();
    const { id, enqueued } = await start(rig, EVERYTHING);
    expect(enqueued).toBe(10);
    await rig.run(40_000);
    const replay = await rig.desk.replay(id);
    expect(replay).toMatchObject({ state: "finished", matched: 300, enqueued: 300 });
    const durationMs = (replay?.finishedAtMs ?? 0) - startedMs;
    expect(durationMs).toBeGreaterThanOrEqual(28_500);
    expect(durationMs).toBeLessThanOrEqual(31_500);
    expect(new Set(rig.sentVersions()).size).toBe(300);
  });

  it("does not include letters that arrive after its start", async () => {
    const rig = await rigWith(20);
    const { id } = await start(rig, EVERYTHING);
    await rig.die(putIntent(99), putIntent(1, { generation: 1 }));
    await rig.run(10_000);
    expect(await rig.desk.replay(id)).toMatchObject({
      matched: 20,
      enqueued: 20,
      state: "finished",
    });
    expect(await rig.desk.count()).toBe(2);
  });

  it("refuses a second replay while it is not over, and says which one is running", async () => {
    const rig = await rigWith(20);
    const first = await start(rig, EVERYTHING);
    const second = await rig.desk.startReplay(EVERYTHING, SOMEBODY);
    expect(second).toEqual(err({ kind: "replay-busy", running: first.id }));
    await rig.run(10_000);
    expect(await rig.desk.replay(first.id)).toMatchObject({ enqueued: 20, state: "finished" });
    expect(await start(rig, EVERYTHING)).toMatchObject({ matched: 0, state: "finished" });
    expect(rig.sent).toHaveLength(20);
  });

  it("skips what is discarded while it waits", async () => {
    const rig = await rigWith(12);
    const { id } = await start(rig, EVERYTHING);
    expect(await rig.desk.discard(versionOf(12), {}, SOMEBODY)).toBe(true);
    await rig.run(5_000);
    expect(await rig.desk.replay(id)).toMatchObject({ enqueued: 11, skipped: 1 });
    expect(rig.sentVersions()).not.toContain(versionOf(12));
  });
});

describe("a replay with trouble", () => {
  it("keeps what the queue refused and sends it later, with growing waits", async () => {
    const rig = await rigWith(3);
    rig.queueMode = "refuses";
    const { id, state } = await start(rig, EVERYTHING);
    expect(state).toBe("running");
    await rig.run(60_000);
    expect(await rig.desk.count()).toBe(3);
    const delayed = rig.events.filter((event) => event.kind === "replay-delayed");
    expect(delayed.length).toBeGreaterThan(3);
    expect(delayed.length).toBeLessThan(10);
    rig.queueMode = "takes";
    await rig.run(300_000);
    expect(await rig.desk.replay(id)).toMatchObject({ enqueued: 3, state: "finished" });
    expect(await rig.desk.count()).toBe(0);
  });

  it("sends the other shards' letters while one shard is out of reach", async () => {
    const rig = await rigWith(40);
    const away = numbers(40).filter((number) => shardOf(putIntent(number), 2) === 0);
    rig.brokenShards.add(0);
    const { id } = await start(rig, EVERYTHING);
    await rig.run(60_000);
    expect(await rig.desk.replay(id)).toMatchObject({
      enqueued: 40 - away.length,
      state: "running",
    });
    await expect(rig.desk.countReplay(EVERYTHING)).rejects.toThrow("out of reach");
    rig.brokenShards.clear();
    await rig.run(300_000);
    expect(await rig.desk.replay(id)).toMatchObject({ enqueued: 40, skipped: 0 });
  });

  it("counts a letter once when the queue took it but the reply was lost", async () => {
    const rig = await rigWith(1);
    rig.queueMode = "takes-but-loses-reply";
    const { id } = await start(rig, EVERYTHING);
    expect(await rig.desk.count()).toBe(1);
    for (const { intent } of rig.sent) rig.admit(intent);
    rig.queueMode = "takes";
    await rig.run(10_000);
    expect(await rig.desk.replay(id)).toMatchObject({ enqueued: 1, skipped: 0, state: "finished" });
    expect(rig.sent).toHaveLength(1);
    expect(await rig.desk.count()).toBe(0);
  });

  it("loses nothing when it is evicted between the send and its note", async () => {
    const rig = await rigWith(15);
    rig.queueMode = "takes-and-hangs";
    void start(rig, EVERYTHING);
    await rig.clock.advance(0);
    expect(rig.sent).toHaveLength(10);
    rig.queueMode = "takes";
    await rig.restart();
    await rig.run(10_000);
    expect(new Set(rig.sentVersions()).size).toBe(15);
    expect(rig.sent.every(({ intent }) => intent.generation === 1)).toBe(true);
    expect(await rig.desk.count()).toBe(0);
  });

  it("never rolls back a write that came while it was evicted", async () => {
    const rig = new DeskRig();
    await rig.die(putIntent(1, { key: "k" }));
    rig.queueMode = "takes-and-hangs";
    void start(rig, EVERYTHING);
    await rig.clock.advance(0);
    rig.admit(putIntent(2, { key: "k" }));
    for (const { intent } of rig.sent) {
      expect(rig.admit(intent)).toMatchObject([[{ kind: "superseded" }]]);
    }
    rig.queueMode = "takes";
    await rig.restart();
    await rig.run(10_000);
    expect(rig.sent).toHaveLength(1);
    expect(rig.stateOf(putIntent(1, { key: "k" }))).toBe("superseded");
    expect(await rig.desk.count()).toBe(0);
  });

  it("keeps out the letter of a death while nobody knows whether its replay was sent", async () => {
    const rig = new DeskRig();
    await rig.die(putIntent(1));
    rig.dieUnstored(putIntent(1, { generation: 1 }));
    rig.queueMode = "takes-but-loses-reply";
    const { id } = await start(rig, EVERYTHING);
    expect(rig.sent.map(({ intent }) => intent.generation)).toEqual([2]);
    await rig.desk.put([deadIntent(1, { generation: 1 })]);
    for (const { intent } of rig.sent) rig.admit(intent);
    rig.queueMode = "takes";
    await rig.run(10_000);
    expect(await rig.desk.replay(id)).toMatchObject({ enqueued: 1, state: "finished" });
    expect(await rig.desk.count()).toBe(0);
  });

  it("keeps out the letter of a death that it has replayed before that letter arrived", async () => {
    const rig = await rigWith(1);
    rig.queueMode = "takes-and-hangs";
    void start(rig, EVERYTHING);
    await rig.clock.advance(0);
    rig.dieUnstored(putIntent(1, { generation: 1 }));
    rig.queueMode = "takes";
    await rig.restart();
    await rig.run(10_000);
    expect(rig.sent.map(({ intent }) => intent.generation)).toEqual([1, 2]);
    await rig.desk.put([deadIntent(1, { generation: 1 })]);
    expect(await rig.desk.count()).toBe(0);
  });

  it("goes on after an eviction in the middle, without an alarm of its own", async () => {
    const rig = await rigWith(30);
    const { id } = await start(rig, EVERYTHING);
    rig.alarmAtMs = null;
    await rig.restart();
    await rig.run(10_000);
    expect(await rig.desk.replay(id)).toMatchObject({ enqueued: 30, state: "finished" });
    expect(rig.sent).toHaveLength(30);
  });
});
