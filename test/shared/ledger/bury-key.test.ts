import { describe, expect, it } from "vitest";
import { aPayload, aPut } from "../../support/a-write-intent.ts";
import { LedgerKey } from "../../support/ledger-key.ts";
import { APPLIED, REFUSED, UNUSED } from "../../support/outcomes.ts";
import { aVersion, NOW_MS } from "../../support/versions.ts";

const v1 = aPut({ version: aVersion(1) });
const v2 = aPut({ version: aVersion(2) });

const FINISHED = { kind: "finished" };

describe("bury", () => {
  it("gives up a version that the ledger has never seen and counts it as accepted", () => {
    const key = new LedgerKey();
    expect(key.bury(v1)).toMatchObject({ kind: "dead", mark: { version: v1.version } });
    expect(key.letters).toMatchObject([{ intent: v1, reason: "crashed", lastSeenAtMs: NOW_MS }]);
    expect(key.counts).toEqual({ accepted: 1, dead: 1 });
    expect(key.state.hi).toBeNull();
  });

  it("gives up a pending version whose batch crashed, once its lease is over", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    expect(key.bury(v1)).toEqual({ kind: "busy" });
    key.nowMs += 15_000;
    expect(key.bury(v1).kind).toBe("dead");
    expect(key.state.doubt?.of).toBe(v1.version);
    expect(key.counts).toEqual({ accepted: 1, dead: 1 });
  });

  it("answers the same when it is asked again", () => {
    const key = new LedgerKey();
    expect(key.bury(v1)).toEqual(key.bury(v1));
    expect(key.letters).toHaveLength(1);
    expect(key.counts).toEqual({ accepted: 1, dead: 1 });
  });

  it("leaves a version alone that is held", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, UNUSED);
    expect(key.bury(v1)).toEqual(FINISHED);
    expect(key.heldBody).toEqual(v1);
  });

  it("leaves a version alone that has ended", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, APPLIED);
    expect(key.bury(v1)).toEqual(FINISHED);
    expect(key.counts).toEqual({ accepted: 1, applied: 1 });
  });

  it("supersedes a version older than the newest", () => {
    const key = new LedgerKey();
    key.deliver("a", v2, APPLIED);
    const large = aPut({ version: aVersion(1), value: aPayload() });
    expect(key.bury(large)).toEqual(FINISHED);
    expect(key.letters).toEqual([]);
    expect(key.spentPayloads).toEqual([aVersion(1)]);
    expect(key.counts).toEqual({ accepted: 2, applied: 1, superseded: 1 });
  });

  it("drops a version whose caller asked for that", () => {
    const key = new LedgerKey();
    expect(key.bury(aPut({ onFailure: "drop" }))).toEqual(FINISHED);
    expect(key.counts).toEqual({ accepted: 1, dropped: 1 });
  });

  it("lets the version in flight count again when a newer one is given up", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    key.bury(v2);
    expect(key.state.hi).toBe(v1.version);
    key.settle("a", v1, APPLIED);
    expect(key.counts).toEqual({ accepted: 2, dead: 1, applied: 1 });
  });

  it("gives up a replay under its own generation, once", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, REFUSED);
    expect(key.bury({ ...v1, generation: 1 })).toMatchObject({
      kind: "dead",
      mark: { generation: 1 },
    });
    expect(key.state.dead).toHaveLength(1);
    expect(key.counts).toEqual({ accepted: 1, dead: 1 });
  });

  it("answers a late copy of a version that died again with its newest letter", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, REFUSED);
    key.bury({ ...v1, generation: 1 });
    expect(key.bury(v1)).toMatchObject({ kind: "dead", mark: { generation: 1 } });
  });
});
