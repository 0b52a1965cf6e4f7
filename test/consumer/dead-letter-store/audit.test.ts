import { describe, expect, it } from "vitest";
import type { AuditEntry } from "../../../shared/audit.ts";
import type { KeyAccess } from "../../../shared/key-access.ts";
import { MS_PER_DAY } from "../../../shared/limits.ts";
import { err, ok } from "../../../shared/result.ts";
import { EVERYTHING, numbers, rigWith, start } from "../../support/desk-replays.ts";
import { DeskRig } from "../../support/desk-rig.ts";
import {
  LETTER_TIME_MS,
  putIntent,
  SOMEBODY,
  unreadable,
  versionOf,
} from "../../support/letters.ts";

const entriesOf = async (rig: DeskRig, access: KeyAccess = {}): Promise<readonly AuditEntry[]> =>
  (await rig.desk.audit({ access, limit: 100, before: null })).entries;

describe("the audit", () => {
  it("says who replayed what and why, with the counts of now", async () => {
    const rig = await rigWith(20);
    const started = await rig.desk.startReplay(EVERYTHING, { tokenId: "ada", note: "KV is back" });
    const replay = started.ok ? started.value.id : "";
    const row = {
      id: "1",
      action: "replay",
      tokenId: "ada",
      note: "KV is back",
      selection: EVERYTHING.selection,
      replay,
      matched: 20,
      skipped: 0,
    };
    expect(await entriesOf(rig)).toMatchObject([{ ...row, enqueued: 10, outcome: "running" }]);
    await rig.run(5_000);
    expect(await entriesOf(rig)).toMatchObject([{ ...row, enqueued: 20, outcome: "finished" }]);
    expect((await entriesOf(rig))[0]?.finishedAtMs).toBeGreaterThan(rig.clock.now() - 5_000);
  });

  it("says of ids how many there were, and who cancelled", async () => {
    const rig = await rigWith(20);
    const selection = { kind: "ids", ids: numbers(15).map(versionOf) } as const;
    const { id } = await start(rig, { ...EVERYTHING, selection });
    await rig.desk.cancelReplay(id, {}, { tokenId: "bob", note: null });
    const [cancel, begin] = await entriesOf(rig);
    const both = { replay: id, matched: 15, enqueued: 10, outcome: "cancelled" };
    const ids = { kind: "ids", ids: 15 };
    expect(begin).toMatchObject({ action: "replay", tokenId: "operator", selection: ids, ...both });
    expect(cancel).toMatchObject({ action: "cancel", tokenId: "bob", selection: ids, ...both });
  });

  it("notes nothing for what was refused or does not exist", async () => {
    const rig = await rigWith(20);
    await start(rig);
    await rig.desk.startReplay(EVERYTHING, SOMEBODY);
    await rig.desk.discard("no such", {}, SOMEBODY);
    await rig.desk.cancelReplay("replay_none", {}, SOMEBODY);
    expect(await entriesOf(rig)).toHaveLength(1);
  });

  it("shows a limited caller only what touched none but its own keys", async () => {
    const rig = new DeskRig();
    await rig.die(putIntent(1, { key: "a/1" }), putIntent(2, { key: "b/1" }));
    await rig.desk.put([unreadable("m")]);
    const filter = { namespace: "default", keyPrefix: "a/" };
    await start(rig, { ...EVERYTHING, selection: { kind: "filter", filter } });
    await rig.desk.discard(versionOf(2), {}, SOMEBODY);
    await rig.desk.discard("raw_m", {}, SOMEBODY);
    const seen = async (access: KeyAccess) =>
      (await entriesOf(rig, access)).map(({ id }) => id).toReversed();
    expect(await seen({})).toEqual(["1", "2", "3"]);
    expect(await seen({ namespaces: ["default"] })).toEqual(["1", "2"]);
    expect(await seen({ prefixes: ["a/"] })).toEqual(["1"]);
    expect(await seen({ prefixes: ["b/"], namespaces: ["default"] })).toEqual(["2"]);
    expect(await seen({ namespaces: ["other"] })).toEqual([]);
  });

  it("is read in pages", async () => {
    const rig = await rigWith(5);
    for (const number of numbers(5)) await rig.desk.discard(versionOf(number), {}, SOMEBODY);
    const first = await rig.desk.audit({ access: {}, limit: 3, before: null });
    expect([first.entries.map(({ id }) => id), first.cursor]).toEqual([["5", "4", "3"], "3"]);
    const second = await rig.desk.audit({ access: {}, limit: 3, before: first.cursor });
    expect([second.entries.map(({ id }) => id), second.cursor]).toEqual([["2", "1"], null]);
  });

  it("is kept as long as tombstones are", async () => {
    const rig = await rigWith(2);
    await start(rig);
    await rig.clock.advance(29 * MS_PER_DAY);
    await rig.desk.collect();
    expect(await entriesOf(rig)).toHaveLength(1);
    await rig.clock.advance(MS_PER_DAY + 1);
    await rig.desk.collect();
    expect(await entriesOf(rig)).toEqual([]);
  });
});

describe("discarding many", () => {
  const all = { selection: EVERYTHING.selection, access: {} };

  it("discards all that match, unreadable ones too, tells the ledger and is one audit row", async () => {
    const rig = await rigWith(1_200);
    await rig.desk.put([unreadable("m", { lastSeenAtMs: LETTER_TIME_MS })]);
    const who = { tokenId: "ada", note: "a test gone wrong" };
    const counts = { matched: 1_201, discarded: 1_201 };
    expect(await rig.desk.discardMany({ ...all, expected: 1_201 }, who)).toEqual(ok(counts));
    expect(await rig.desk.count()).toBe(0);
    expect(rig.stateOf(putIntent(1_200))).toBe("discarded");
    const row = { action: "discard", ...who, ...counts, outcome: "finished" };
    expect(await entriesOf(rig)).toMatchObject([row]);
  });

  it("discards nothing when another count was expected", async () => {
    const rig = await rigWith(3);
    expect(await rig.desk.discardMany({ ...all, expected: 2 }, SOMEBODY)).toEqual(
      err({ kind: "count-mismatch", matched: 3 }),
    );
    expect([await rig.desk.count(), await entriesOf(rig)]).toEqual([3, []]);
  });

  it("says in the audit how far it came when a shard is out of reach", async () => {
    const rig = await rigWith(20);
    rig.brokenShards.add(0);
    const asked = rig.desk.discardMany({ ...all, expected: 20 }, SOMEBODY);
    await expect(asked).rejects.toThrow("out of reach");
    expect(await rig.desk.count()).toBe(20);
    const row = { matched: 20, discarded: 0, outcome: "interrupted" };
    expect(await entriesOf(rig)).toMatchObject([row]);
  });

  it("leaves alone what the caller may not name", async () => {
    const rig = new DeskRig();
    await rig.die(putIntent(1, { key: "a/1" }), putIntent(2, { key: "b/1" }));
    const request = { ...all, access: { prefixes: ["a/"] }, expected: 1 };
    expect(await rig.desk.discardMany(request, SOMEBODY)).toMatchObject({ ok: true });
    expect(rig.stateOf(putIntent(2, { key: "b/1" }))).toBe("dead");
  });
});
