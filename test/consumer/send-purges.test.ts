import { describe, expect, it } from "vitest";
import { sendPurges } from "../../consumer/ledger/send-purges.ts";
import { emptyKeyState } from "../../shared/ledger/key-state.ts";
import { Settings } from "../../shared/settings.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { aPurgeTask } from "../support/a-purge-task.ts";
import { MemoryLedgerStore } from "../support/memory-ledger-store.ts";
import { NOW_MS, versionAt } from "../support/versions.ts";

const NO_BODIES = { held: undefined, kept: undefined };

describe("purges of a shard whose alarm rings while a ring is under way", () => {
  it("give each version to one key", async () => {
    // Found by simulation (seed 1406): a ring went on with its second purge from a row that another
    // ring had changed meanwhile.
    const store = new MemoryLedgerStore();
    const parts = { store, now: () => NOW_MS, dice: () => 0.5, rules: Settings.parse({}) };
    const fresh = { ratePerSecond: 2, afterId: "", positions: 0, enqueued: 0, matched: 4 };
    for (const id of ["a", "b", "c", "d"]) store.tags.add(`default\n${id}`, ["red", "blue"]);
    store.purges.save(aPurgeTask({ ...fresh, id: "1", tag: "red", version: versionAt(NOW_MS, 1) }));
    store.purges.save(
      aPurgeTask({ ...fresh, id: "2", tag: "blue", version: versionAt(NOW_MS, 2) }),
    );
    const sent: WriteIntent[] = [];
    let goOn = () => {};
    let isBlocked = true;
    const send = async (_: string, intents: readonly WriteIntent[]) => {
      sent.push(...intents);
      if (!isBlocked) return;
      isBlocked = false;
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    };
    const slow = sendPurges(parts, { send });
    await sendPurges(parts, { send });
    // The deletion of a key has come by the queue already.
    const hi = versionAt(NOW_MS, 2);
    store.saveKey("default\na", { ...emptyKeyState, hi }, NO_BODIES, NOW_MS);
    goOn();
    await slow;
    const keys = new Map(sent.map(({ version, key }) => [version, key]));
    expect(sent.filter(({ version, key }) => keys.get(version) !== key)).toEqual([]);
    expect(store.purges.load("2")).toMatchObject({ enqueued: 2, positions: 2 });
  });

  it("go once more over what came while all of them were at work", async () => {
    // Found by simulation (seed 700066041): two rings had brought a purge back to the place where a slow
    // one had left it, which then ended the purge without the key that had come meanwhile.
    const store = new MemoryLedgerStore();
    let nowMs = NOW_MS;
    const parts = { store, now: () => nowMs, dice: () => 0.5, rules: Settings.parse({}) };
    const purge = {
      id: "1",
      version: versionAt(NOW_MS, 5),
      afterId: "",
      positions: 0,
      enqueued: 0,
    };
    store.purges.save(aPurgeTask({ ...purge, matched: 1 }));
    store.tags.add("default\na", ["red"]);
    const sent: string[] = [];
    let goOn = () => {};
    const slow = sendPurges(parts, {
      send: async () => {
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
      },
    });
    const send = async (_: string, intents: readonly WriteIntent[]) => {
      sent.push(...intents.map(({ key }) => key));
    };
    // The slow one's deletion has come by the queue already, so the next ring finds nothing and ends.
    store.saveKey("default\na", { ...emptyKeyState, hi: versionAt(NOW_MS, 5) }, NO_BODIES, NOW_MS);
    await sendPurges(parts, { send });
    // A write of before the purge is applied, with its tag; the next ring begins anew.
    const ended = store.purges.load("1") ?? aPurgeTask();
    expect(ended.finishedAtMs).not.toBeNull();
    store.tags.add("default\nb", ["red"]);
    store.saveKey("default\nb", { ...emptyKeyState, hi: versionAt(NOW_MS, 4) }, NO_BODIES, NOW_MS);
    const again = { matched: 2, isAgain: true, finishedAtMs: null, dueAtMs: NOW_MS };
    store.purges.save({ ...ended, ...again, afterId: "default\nz" });
    await sendPurges(parts, { send });
    goOn();
    await slow;
    nowMs += 60_000;
    await sendPurges(parts, { send });
    expect(sent).toEqual(["b"]);
    expect(store.purges.load("1")?.finishedAtMs).not.toBeNull();
  });
});
