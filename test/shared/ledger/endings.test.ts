import { describe, expect, it } from "vitest";
import { stateOfVersion } from "../../../shared/ledger/known-versions.ts";
import { aPayload, aPut } from "../../support/a-write-intent.ts";
import { LedgerKey } from "../../support/ledger-key.ts";
import { APPLIED, REFUSED, THROTTLED, UNKNOWN, UNUSED } from "../../support/outcomes.ts";
import { aVersion, NOW_MS } from "../../support/versions.ts";

const v1 = aPut({ version: aVersion(1) });
const v2 = aPut({ version: aVersion(2) });

describe("a death", () => {
  it("puts the body into the outbox in the same transaction, with what was counted", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, THROTTLED);
    key.nowMs += 5_000;
    key.deliver("b", v1, REFUSED);
    expect(key.letters).toEqual([
      {
        kind: "intent",
        intent: v1,
        reason: "kv_refused",
        detail: "400",
        failures: 2,
        firstSeenAtMs: NOW_MS,
        lastSeenAtMs: NOW_MS + 5_000,
      },
    ]);
  });

  it("lets the applied version be the newest again", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, APPLIED);
    key.nowMs += 1_000;
    key.deliver("b", v2, REFUSED);
    expect(key.state.hi).toBe(v1.version);
  });

  it("lets the held version be the newest again", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, UNUSED);
    key.bury(v2);
    expect(key.state.hi).toBe(v1.version);
    expect(key.heldBody).toEqual(v1);
  });

  it("leaves nothing that counts when nothing else was there", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, REFUSED);
    expect(key.state.hi).toBeNull();
    key.nowMs += 1_000;
    expect(key.ask("b", aPut({ version: aVersion(0) })).kind).toBe("granted");
  });

  it("keeps the payload for a replay", () => {
    const key = new LedgerKey();
    key.deliver("a", aPut({ value: aPayload() }), REFUSED);
    expect(key.spentPayloads).toEqual([]);
    expect(key.state.dead).toMatchObject([{ hasPayload: true }]);
  });

  it("of a second version is remembered beside the first", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, REFUSED);
    key.nowMs += 1_000;
    key.deliver("b", v2, REFUSED);
    expect(key.state.dead.map((mark) => mark.version)).toEqual([v1.version, v2.version]);
    expect(key.counts).toEqual({ accepted: 2, dead: 2 });
  });
});

describe("doubt", () => {
  it("of an expired lease adds to what is open and ends last", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, UNKNOWN);
    key.nowMs += 2_000;
    key.ask("b", v2);
    key.nowMs += 15_000;
    key.ask("c", v2);
    expect(key.state.doubt).toEqual({ of: "any", untilMs: NOW_MS + 2_000 + 15_000 + 30_000 });
  });

  it("is never shortened", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    key.nowMs += 15_000;
    key.deliver("b", v1, UNKNOWN);
    expect(key.state.doubt).toEqual({ of: v1.version, untilMs: NOW_MS + 45_000 });
  });
});

describe("an outdated version in flight", () => {
  it("is superseded with the end of its lease and lets its payload go", () => {
    const key = new LedgerKey();
    const large = aPut({ version: aVersion(1), value: aPayload() });
    key.ask("a", large);
    key.ask("b", v2);
    key.nowMs += 20_000;
    key.ask("b", v2);
    expect(stateOfVersion(key.state.known, large.version)).toBe("superseded");
    expect(key.spentPayloads).toEqual([large.version]);
    expect(key.counts).toEqual({ accepted: 2, superseded: 1, pending: 1 });
  });

  it("is superseded with the end of its lease, also when the newer one has died meanwhile", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    key.ask("b", v2);
    // Both batches crash; the message of v1 is acknowledged, that of v2 ends in the platform's queue.
    expect(key.ask("c", v1)).toEqual({ kind: "superseded" });
    key.bury(v2);
    key.nowMs += 15_000;
    key.bury(v2);
    expect(key.counts).toEqual({ accepted: 2, superseded: 1, dead: 1 });
  });
});
