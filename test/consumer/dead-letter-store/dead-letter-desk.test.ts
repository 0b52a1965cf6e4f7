import { describe, expect, it } from "vitest";
import type { LetterPage, LetterQuery } from "../../../shared/dead-letter-store-rpc.ts";
import { MS_PER_DAY } from "../../../shared/limits.ts";
import { DeskRig } from "../../support/desk-rig.ts";
import { deadIntent, putIntent, SOMEBODY, unreadable, versionOf } from "../../support/letters.ts";

const QUERY: LetterQuery = { filter: {}, access: {}, limit: 2, cursor: null };

async function page(rig: DeskRig, query: Partial<LetterQuery>): Promise<LetterPage> {
  const listed = await rig.desk.list({ ...QUERY, ...query });
  if (!listed.ok) throw new Error(listed.error.detail);
  return listed.value;
}

describe("listing dead letters", () => {
  it("gives every letter once, page by page, with the total on each", async () => {
    const rig = new DeskRig();
    await rig.desk.put([1, 2, 3, 4, 5].map((number) => deadIntent(number)));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { letters, total, cursor: next }: LetterPage = await page(rig, { cursor });
      expect(total).toBe(5);
      seen.push(...letters.map((letter) => letter.id));
      cursor = next;
    } while (cursor !== null);
    expect(seen).toEqual([5, 4, 3, 2, 1].map(versionOf));
  });

  it("ends a page of large letters before they outgrow a message between Workers", async () => {
    const rig = new DeskRig();
    const text = "x".repeat(100_000);
    const numbers = Array.from({ length: 60 }, (_, index) => index);
    await rig.desk.put(numbers.map((number) => deadIntent(number, { text })));
    const { letters, cursor } = await page(rig, { limit: 1_000 });
    expect(letters).toHaveLength(41);
    expect((await page(rig, { limit: 1_000, cursor })).letters).toHaveLength(19);
  });

  it("refuses a cursor that no page gave out", async () => {
    const listed = await new DeskRig().desk.list({ ...QUERY, cursor: "nonsense!" });
    expect(listed).toMatchObject({ ok: false, error: { kind: "cursor-invalid" } });
  });
});

describe("one dead letter", () => {
  it("does not exist for a caller who may not name its key", async () => {
    const rig = new DeskRig();
    await rig.desk.put([deadIntent(1, { key: "a/1" }), unreadable("m")]);
    const inside = { prefixes: ["a/"] };
    const outside = { prefixes: ["b/"] };
    expect(await rig.desk.get(versionOf(1), inside)).not.toBeNull();
    expect(await rig.desk.get(versionOf(1), outside)).toBeNull();
    expect(await rig.desk.get("raw_m", {})).not.toBeNull();
    expect(await rig.desk.get("raw_m", inside)).toBeNull();
    expect(await rig.desk.discard(versionOf(1), outside, SOMEBODY)).toBe(false);
    expect(await rig.desk.discard("raw_m", inside, SOMEBODY)).toBe(false);
    expect(await rig.desk.count()).toBe(2);
  });

  it("is discarded in the ledger and in the store", async () => {
    const rig = new DeskRig();
    await rig.die(putIntent(1));
    expect(await rig.desk.discard(versionOf(1), {}, SOMEBODY)).toBe(true);
    expect(rig.stateOf(putIntent(1))).toBe("discarded");
    expect(await rig.desk.discard(versionOf(1), {}, SOMEBODY)).toBe(false);
    await rig.desk.put([deadIntent(1)]);
    expect(await rig.desk.count()).toBe(0);
  });

  it("is discarded with a newer death of it whose letter has not arrived yet", async () => {
    const rig = new DeskRig();
    await rig.die(putIntent(1));
    rig.dieUnstored(putIntent(1, { generation: 1 }));
    expect(await rig.desk.discard(versionOf(1), {}, SOMEBODY)).toBe(true);
    await rig.desk.put([deadIntent(1, { generation: 1 })]);
    expect(await rig.desk.count()).toBe(0);
  });

  it("is discarded with a newer death of it that comes while the ledger is told", async () => {
    const rig = new DeskRig();
    await rig.die(putIntent(1));
    rig.beforeDiscard = () => rig.dieUnstored(putIntent(1, { generation: 1 }));
    expect(await rig.desk.discard(versionOf(1), {}, SOMEBODY)).toBe(true);
    expect(rig.stateOf(putIntent(1))).toBe("discarded");
    await rig.desk.put([deadIntent(1, { generation: 1 })]);
    expect(await rig.desk.count()).toBe(0);
  });

  it("stays when the ledger can't be told", async () => {
    const rig = new DeskRig();
    await rig.die(putIntent(1));
    rig.brokenShards.add(0).add(1);
    await expect(rig.desk.discard(versionOf(1), {}, SOMEBODY)).rejects.toThrow("out of reach");
    expect(await rig.desk.get(versionOf(1), {})).not.toBeNull();
  });

  it("is just removed when it could not be read", async () => {
    const rig = new DeskRig();
    await rig.desk.put([unreadable("m")]);
    expect(await rig.desk.discard("raw_m", {}, SOMEBODY)).toBe(true);
    await rig.desk.put([unreadable("m")]);
    expect(await rig.desk.count()).toBe(0);
  });

  it("stays for ever while it is dead; what ended is forgotten after the retention", async () => {
    const rig = new DeskRig();
    await rig.die(putIntent(1), putIntent(2));
    await rig.desk.discard(versionOf(1), {}, SOMEBODY);
    await rig.run(30 * MS_PER_DAY);
    expect(await rig.desk.collect()).toBe(0);
    await rig.run(1);
    expect(await rig.desk.collect()).toBe(1);
    await rig.run(400 * MS_PER_DAY);
    expect(await rig.desk.collect()).toBe(0);
    expect(await rig.desk.get(versionOf(2), {})).not.toBeNull();
  });
});
