import { describe, expect, it } from "vitest";
import { aPayload, aPut } from "../../support/a-write-intent.ts";
import { LedgerKey } from "../../support/ledger-key.ts";
import { APPLIED, REFUSED } from "../../support/outcomes.ts";
import { aVersion } from "../../support/versions.ts";

const v1 = aPut({ version: aVersion(1), value: aPayload() });
const v2 = aPut({ version: aVersion(2) });

function aKeyWithDeadV1(): LedgerKey {
  const key = new LedgerKey();
  key.deliver("a", v1, REFUSED);
  key.nowMs += 1_000;
  return key;
}

describe("revive", () => {
  it("is ready with the next generation and leaves the letter dead until its message is admitted", () => {
    const key = aKeyWithDeadV1();
    expect(key.revive(v1.version)).toEqual({ kind: "ready", generation: 1 });
    expect(key.revive(v1.version)).toEqual({ kind: "ready", generation: 1 });
    expect(key.counts).toEqual({ accepted: 1, dead: 1 });
  });

  it("counts generations up with each death", () => {
    const key = aKeyWithDeadV1();
    key.deliver("b", { ...v1, generation: 1 }, REFUSED);
    expect(key.revive(v1.version)).toEqual({ kind: "ready", generation: 2 });
  });

  it("ends a letter as superseded when a newer write exists", () => {
    const key = aKeyWithDeadV1();
    key.deliver("b", v2, APPLIED);
    expect(key.revive(v1.version)).toEqual({ kind: "superseded" });
    expect(key.counts).toEqual({ accepted: 2, applied: 1, superseded: 1 });
    expect(key.spentPayloads).toEqual([v1.version]);
    expect(key.revive(v1.version)).toEqual({ kind: "final" });
  });

  it("is ready when the newer write died, too", () => {
    const key = aKeyWithDeadV1();
    key.deliver("b", v2, REFUSED);
    expect(key.revive(v1.version).kind).toBe("ready");
    expect(key.revive(v2.version).kind).toBe("ready");
  });

  it("is open for what is under way again or unknown: it may die again", () => {
    const key = aKeyWithDeadV1();
    expect(key.revive(v2.version)).toEqual({ kind: "open" });
    key.ask("b", { ...v1, generation: 1 });
    expect(key.revive(v1.version)).toEqual({ kind: "open" });
  });

  it("is final for what was replayed and applied", () => {
    const key = aKeyWithDeadV1();
    key.deliver("b", { ...v1, generation: 1 }, APPLIED);
    expect(key.revive(v1.version)).toEqual({ kind: "final" });
  });

  it("changes nothing when it only looks", () => {
    const key = aKeyWithDeadV1();
    key.deliver("b", v2, APPLIED);
    const before = [key.state, key.counts];
    expect(key.revive(v1.version, "peek")).toEqual({ kind: "superseded" });
    expect([key.state, key.counts]).toEqual(before);
  });
});

describe("discard", () => {
  it("ends a dead version for good and lets its payload go", () => {
    const key = aKeyWithDeadV1();
    expect(key.discard(v1.version)).toBe("final");
    expect(key.counts).toEqual({ accepted: 1, discarded: 1 });
    expect(key.state.dead).toEqual([]);
    expect(key.spentPayloads).toEqual([v1.version]);
    expect(key.revive(v1.version)).toEqual({ kind: "final" });
  });

  it("changes nothing when it is asked twice or of what is not dead", () => {
    const key = aKeyWithDeadV1();
    expect(key.discard(v2.version)).toBe("open");
    key.discard(v1.version);
    const before = key.state;
    expect(key.discard(v1.version)).toBe("final");
    expect(key.state).toEqual(before);
    expect(key.counts).toEqual({ accepted: 1, discarded: 1 });
  });
});
