import { describe, expect, it } from "vitest";
import { err } from "../../../shared/result.ts";
import { EVERYTHING, numbers, rigWith, start } from "../../support/desk-replays.ts";
import { DeskRig } from "../../support/desk-rig.ts";
import { putIntent, SOMEBODY, versionOf } from "../../support/letters.ts";

const WHO = { tokenId: "second", note: "wrong filter" };

describe("cancelling a replay", () => {
  it("keeps what was sent sent and leaves the rest in the store", async () => {
    const rig = await rigWith(100);
    const { id } = await start(rig);
    await rig.run(2_000);
    const before = rig.sent.length;
    const cancelled = await rig.desk.cancelReplay(id, {}, WHO);
    const counts = { matched: 100, enqueued: before, skipped: 0 };
    expect(cancelled).toMatchObject({ ok: true, value: { id, state: "cancelled", ...counts } });
    await rig.run(60_000);
    expect(rig.sent).toHaveLength(before);
    expect(await rig.desk.count()).toBe(100 - before);
    expect(await rig.desk.replay(id)).toMatchObject({ state: "cancelled", ...counts });
    const rest = await start(rig);
    expect(rest).toMatchObject({ matched: 100 - before });
    await rig.run(60_000);
    expect(rig.sentVersions().toSorted()).toEqual(numbers(100).map(versionOf));
  });

  it("is idempotent, and leaves a finished replay as it is", async () => {
    const rig = await rigWith(30);
    const { id } = await start(rig);
    const once = await rig.desk.cancelReplay(id, {}, WHO);
    expect(await rig.desk.cancelReplay(id, {}, SOMEBODY)).toEqual(once);
    const finished = await start(rig, { ...EVERYTHING, ratePerSecond: 100 });
    expect(await rig.desk.cancelReplay(finished.id, {}, WHO)).toEqual({
      ok: true,
      value: finished,
    });
    expect(await rig.desk.cancelReplay("replay_none", {}, WHO)).toEqual(
      err({ kind: "replay-unknown" }),
    );
    expect(rig.audit.rows(null, 10).map((row) => row.action)).toEqual([
      "replay",
      "cancel",
      "replay",
    ]);
  });

  it("begins nothing more while a send is under way, and answers when that has ended", async () => {
    const rig = await rigWith(300);
    const release = rig.holdQueue();
    const started = start(rig, { ...EVERYTHING, ratePerSecond: 250 });
    await rig.clock.advance(0);
    const [task] = rig.audit.rows(null, 1);
    const cancelled = rig.desk.cancelReplay(task?.replayId ?? "", {}, WHO);
    await rig.clock.advance(0);
    release();
    const first = { state: "cancelled", matched: 300, enqueued: 100, skipped: 0 };
    expect(await cancelled).toMatchObject({ ok: true, value: first });
    expect(await started).toMatchObject(first);
    expect(rig.sent).toHaveLength(100);
  });

  it("goes on with what may have been sent already until the queue has confirmed it", async () => {
    const rig = await rigWith(40);
    rig.queueMode = "takes-but-loses-reply";
    const { id } = await start(rig);
    const cancelled = await rig.desk.cancelReplay(id, {}, WHO);
    expect(cancelled).toMatchObject({ ok: true, value: { state: "cancelling", enqueued: 0 } });
    expect(await rig.desk.startReplay(EVERYTHING, SOMEBODY)).toEqual(
      err({ kind: "replay-busy", running: id }),
    );
    for (const { intent } of rig.sent.slice(0, 4)) rig.admit(intent);
    rig.queueMode = "takes";
    await rig.run(60_000);
    const end = { state: "cancelled", matched: 40, enqueued: 10, skipped: 0 };
    expect(await rig.desk.replay(id)).toMatchObject(end);
    expect(new Set(rig.sentVersions()).size).toBe(10);
    expect(await rig.desk.count()).toBe(30);
  });

  it("is remembered through an eviction in the middle of a send", async () => {
    const rig = await rigWith(40);
    rig.queueMode = "takes-and-hangs";
    void start(rig);
    await rig.clock.advance(0);
    const id = rig.audit.rows(null, 1)[0]?.replayId ?? "";
    void rig.desk.cancelReplay(id, {}, WHO);
    rig.queueMode = "takes";
    await rig.restart();
    await rig.run(10_000);
    expect(await rig.desk.replay(id)).toMatchObject({ state: "cancelled", enqueued: 10 });
    expect(new Set(rig.sentVersions()).size).toBe(10);
    expect(await rig.desk.count()).toBe(30);
  });

  it("is refused to whoever may not name all keys that the replay may send", async () => {
    const rig = new DeskRig();
    await rig.die(...numbers(20).map((number) => putIntent(number, { key: `a/${number}` })));
    const { id } = await start(rig, { ...EVERYTHING, access: { prefixes: ["a/", "b/"] } });
    expect(await rig.desk.cancelReplay(id, { prefixes: ["a/"] }, WHO)).toEqual(
      err({ kind: "replay-forbidden" }),
    );
    expect(await rig.desk.replay(id)).toMatchObject({ state: "running" });
    const access = { prefixes: ["a/", "b"] };
    expect(await rig.desk.cancelReplay(id, access, WHO)).toMatchObject({ ok: true });
  });
});
