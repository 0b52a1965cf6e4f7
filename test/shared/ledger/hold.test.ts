import { describe, expect, it } from "vitest";
import { stateOfVersion } from "../../../shared/ledger/known-versions.ts";
import { aDelete, aPayload, aPut } from "../../support/a-write-intent.ts";
import { LedgerKey } from "../../support/ledger-key.ts";
import { APPLIED, REFUSED, UNUSED } from "../../support/outcomes.ts";
import { aVersion, NOW_MS } from "../../support/versions.ts";

const v0 = aPut({ version: aVersion(0) });
const v1 = aPut({ version: aVersion(1) });
const v2 = aPut({ version: aVersion(2) });
const v3 = aPut({ version: aVersion(3) });

const HOLD = { kind: "hold", reason: "pace" } as const;

/** v0 was applied this moment, so whatever comes has to wait. */
function aPacedKey(): LedgerKey {
  const key = new LedgerKey();
  key.deliver("a", v0, APPLIED);
  return key;
}

describe("hold", () => {
  it("keeps the intent with its body and counts it by reason", () => {
    const key = aPacedKey();
    expect(key.deliver("b", v1, APPLIED)).toEqual({ kind: "held" });
    expect(key.heldBody).toEqual(v1);
    expect(key.state.held).toMatchObject({
      version: v1.version,
      generation: 0,
      operation: "put",
      hasPayload: false,
      reason: "pace",
    });
    expect(key.counts).toEqual({ accepted: 2, applied: 1, pending: 1, pace: 1 });
  });

  it("keeps the newest only; the older is superseded in the same transaction", () => {
    const key = aPacedKey();
    key.deliver("b", v1, APPLIED);
    key.deliver("c", v2, APPLIED);
    expect(key.heldBody).toEqual(v2);
    expect(key.counts).toEqual({ accepted: 3, applied: 1, superseded: 1, pending: 1, pace: 1 });
  });

  it("keeps the newest whatever the order of the reports", () => {
    const key = aPacedKey();
    key.ask("b", v1);
    key.ask("c", v2);
    key.settle("c", v2, HOLD);
    expect(key.settle("b", v1, HOLD)).toEqual({ kind: "finished" });
    expect(key.heldBody).toEqual(v2);
    expect(stateOfVersion(key.state.known, v1.version)).toBe("superseded");
  });

  it("keeps the higher generation of equal versions", () => {
    for (const generations of [
      [0, 1],
      [1, 0],
    ]) {
      const key = aPacedKey();
      for (const generation of generations) key.deliver("b", { ...v1, generation }, APPLIED);
      expect(key.state.held?.generation).toBe(1);
      expect(key.heldBody?.generation).toBe(1);
    }
  });

  it("keeps nothing of a version that has ended meanwhile", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    key.ask("b", v1);
    key.settle("a", v1, APPLIED);
    expect(key.settle("b", v1, HOLD)).toEqual({ kind: "finished" });
    expect(key.heldBody).toBeNull();
    expect(key.counts).toEqual({ accepted: 1, applied: 1 });
  });

  it("answers with the letter when the version died meanwhile", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    key.ask("b", v1);
    key.settle("a", v1, REFUSED);
    const [mark] = key.state.dead;
    expect(key.settle("b", v1, HOLD)).toEqual({ kind: "dead", mark });
    expect(key.heldBody).toBeNull();
  });

  it("does not end the version in flight when a newer one is held in place of its copy", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, UNUSED);
    key.ask("b", v1);
    key.deliver("c", v2, APPLIED);
    expect(key.heldBody).toEqual(v2);
    expect(stateOfVersion(key.state.known, v1.version)).toBe("pending");
    key.settle("b", v1, APPLIED);
    expect(key.state.done).toBe(v1.version);
    expect(key.counts).toEqual({ accepted: 2, applied: 1, pending: 1, pace: 1 });
  });

  it("makes the held version the newest that counts", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    key.nowMs += 15_000;
    // v2 dies without having been held or leased, so nothing counts any more but what waits.
    key.bury(v2);
    key.settle("a", v1, UNUSED);
    expect(key.heldBody).toEqual(v1);
    expect(key.state.hi).toBe(v1.version);
  });

  it("is not pushed out by an older version after a newer one died while it was on its way", () => {
    // Found by simulation: the newest fell back below a version whose hold had not arrived yet.
    const key = aPacedKey();
    key.ask("b", v2);
    key.bury(v3);
    key.settle("b", v2, HOLD);
    key.ask("c", v1);
    key.settle("c", v1, HOLD);
    expect(key.state.held?.version).toBe(v2.version);
    expect(key.heldBody).toEqual(v2);
    expect(key.counts).toEqual({
      accepted: 4,
      applied: 1,
      dead: 1,
      superseded: 1,
      pending: 1,
      pace: 1,
    });
  });

  it("remembers what the intent will do: an expired put is a delete", () => {
    const key = aPacedKey();
    key.deliver("b", aDelete({ version: aVersion(1) }), APPLIED);
    expect(key.state.held?.operation).toBe("delete");
    key.deliver("c", aPut({ version: aVersion(2), expiration: NOW_MS / 1_000 }), APPLIED);
    expect(key.state.held?.operation).toBe("delete");
    key.deliver("d", aPut({ version: aVersion(3), expiration: NOW_MS / 1_000 + 1 }), APPLIED);
    expect(key.state.held?.operation).toBe("put");
  });

  it("lets the payload of a superseded intent go after the repair time", () => {
    const key = aPacedKey();
    key.deliver("b", aPut({ version: aVersion(1), value: aPayload() }), APPLIED);
    expect(key.spentPayloads).toEqual([]);
    key.deliver("c", v3, APPLIED);
    expect(key.spentPayloads).toEqual([aVersion(1)]);
    expect(key.store.earliestSpentPayloadMs()).toBe(NOW_MS + 30_000);
  });
});
