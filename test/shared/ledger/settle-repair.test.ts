import { describe, expect, it } from "vitest";
import { MAX_KNOWN_VERSIONS } from "../../../shared/ledger/known-versions.ts";
import type { Outcome } from "../../../shared/ledger/report.ts";
import { aPut, aTouch } from "../../support/a-write-intent.ts";
import { LedgerKey } from "../../support/ledger-key.ts";
import {
  APPLIED,
  QUOTA,
  REFUSED,
  THROTTLED,
  UNAVAILABLE,
  UNKNOWN,
  UNUSED,
} from "../../support/outcomes.ts";
import { aVersion, NOW_MS } from "../../support/versions.ts";

const v0 = aPut({ version: aVersion(0) });
const v1 = aPut({ version: aVersion(1) });
const v2 = aPut({ version: aVersion(2) });

/** v1 is applied; a put of v0 may have landed over it until 30 s after the beginning. */
function aKeyInNeedOfRepair(): LedgerKey {
  const key = new LedgerKey();
  key.deliver("a", v0, UNKNOWN);
  key.nowMs += 2_000;
  key.deliver("b", v1, APPLIED);
  key.nowMs = NOW_MS + 30_000;
  return key;
}

const COUNTS = { accepted: 2, superseded: 1, applied: 1 };

describe("a repair", () => {
  it("ends the doubt with its success and is counted beside the sum", () => {
    const key = aKeyInNeedOfRepair();
    expect(key.deliver("r", v1, APPLIED)).toEqual({ kind: "finished" });
    expect(key.state).toMatchObject({ doubt: null, kept: null, done: v1.version });
    expect(key.keptBody).toBeNull();
    expect(key.counts).toEqual({ ...COUNTS, repaired: 1 });
    expect(key.due()).toEqual([]);
  });

  it("is granted after more touches than a key remembers versions", () => {
    const key = aKeyInNeedOfRepair();
    for (let n = 0; n <= MAX_KNOWN_VERSIONS; n++) {
      key.admit(`t${n}`, aTouch({ version: aVersion(10 + n) }));
    }
    expect(key.admit("r", v1)).toMatchObject([{ kind: "granted" }]);
    expect(key.settle("r", v1, APPLIED)).toEqual({ kind: "finished" });
    expect(key.state.doubt).toBeNull();
    expect(key.counts).toMatchObject({ accepted: MAX_KNOWN_VERSIONS + 3, repaired: 1 });
  });

  it("leaves open what KV holds, for clocks may disagree whether its value has expired", () => {
    // Found by simulation (seed 2014208): applied as expired, repaired as a put, and the next
    // delete was taken for unchanged.
    const key = aKeyInNeedOfRepair();
    key.deliver("r", v1, APPLIED);
    expect(key.state.written).toMatchObject({ stamp: v1.version, digest: null });
  });

  it("writes what is the newest again after a newer version has died", () => {
    // Found by simulation (seed 30143935): v2 was admitted before v1 was reported, so the body of v1
    // was not kept; v2 died, and the put of v0 landed over v1.
    const key = new LedgerKey();
    key.deliver("a", v0, UNKNOWN);
    key.nowMs += 2_000;
    key.ask("b", v1);
    key.deliver("c", v2, REFUSED);
    key.settle("b", v1, APPLIED);
    key.nowMs += 1_000;
    key.deliver("d", v2, REFUSED);
    key.nowMs = NOW_MS + 30_000;
    expect(key.due()).toMatchObject([{ slot: "kept", intent: v1 }]);
  });

  it.each<readonly [string, Outcome]>([
    ["unknown", UNKNOWN],
    ["throttled", THROTTLED],
    ["unavailable", UNAVAILABLE],
    ["refused", REFUSED],
    ["quota", QUOTA],
    ["unused", UNUSED],
  ])("that ends %s is tried again, counts no failure and cannot die", (_kind, outcome) => {
    const key = aKeyInNeedOfRepair();
    for (let n = 0; n < 20; n++) {
      key.deliver(`r-${n}`, v1, outcome);
      key.nowMs += 3_600_000;
    }
    expect(key.keptBody).toEqual(v1);
    expect(key.state.failures).toBeNull();
    expect(key.letters).toEqual([]);
    expect(key.counts).toEqual(COUNTS);
    key.nowMs += 86_400_000;
    expect(key.due().map((due) => due.intent)).toEqual([v1]);
  });

  it("that fails waits for the pace and a growing backoff", () => {
    const key = aKeyInNeedOfRepair();
    key.thrown = 0.5;
    key.deliver("r", v1, THROTTLED);
    expect(key.state.kept?.retryAtMs).toBe(key.nowMs + 1_000 + 500);
    key.nowMs += 1_500;
    key.deliver("s", v1, THROTTLED);
    expect(key.state.kept?.retryAtMs).toBe(key.nowMs + 1_000 + 1_000);
  });

  it("with an unknown outcome extends the doubt", () => {
    const key = aKeyInNeedOfRepair();
    key.deliver("r", v1, UNKNOWN);
    expect(key.state.doubt?.untilMs).toBe(key.nowMs + 30_000);
  });

  it("whose batch crashed is due again", () => {
    const key = aKeyInNeedOfRepair();
    key.ask("r", v1);
    key.nowMs += 60_000;
    expect(key.due().map((due) => due.intent)).toEqual([v1]);
    expect(key.ask("s", v1).kind).toBe("granted");
  });

  it("leaves a newer version that came meanwhile waiting", () => {
    const key = aKeyInNeedOfRepair();
    key.ask("r", v1);
    key.deliver("c", v2, APPLIED);
    key.settle("r", v1, APPLIED);
    expect(key.heldBody).toEqual(v2);
    key.nowMs += 1_000;
    expect(key.ask("d", v2).kind).toBe("granted");
  });
});
