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
});
