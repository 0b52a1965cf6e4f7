import { describe, expect, it } from "vitest";
import { aPut } from "../../support/a-write-intent.ts";
import { LedgerKey } from "../../support/ledger-key.ts";
import { APPLIED, EXPIRED, QUOTA, REFUSED, THROTTLED } from "../../support/outcomes.ts";
import { aVersion, NOW_MS } from "../../support/versions.ts";

const MS_PER_DAY = 86_400_000;

const v1 = aPut({ version: aVersion(1) });
const v2 = aPut({ version: aVersion(2) });

const stateOf = (key: LedgerKey, n: number) => key.status(aVersion(n)).version?.state;

describe("the status of a key", () => {
  it("knows nothing of a key without a row", () => {
    expect(new LedgerKey().status(null)).toEqual({ newest: null, applied: null, version: null });
  });

  it("names the newest version and what was applied last, and when", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, APPLIED);
    key.nowMs += 500;
    key.deliver("b", v2, APPLIED);
    expect(key.status(null)).toEqual({
      newest: v2.version,
      applied: { version: v1.version, atMs: NOW_MS },
      version: null,
    });
  });
});

describe("the status of a version", () => {
  it("is pending while it is in flight", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    expect(key.status(v1.version).version).toEqual({
      version: v1.version,
      state: "pending",
      heldFor: null,
      notBeforeMs: null,
      failures: null,
      found: null,
    });
  });

  it("is pending while it is held, with the reason, the time and the failures", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, THROTTLED);
    expect(key.status(v1.version).version).toEqual({
      version: v1.version,
      state: "pending",
      heldFor: "backoff",
      notBeforeMs: NOW_MS + 1_000,
      failures: 1,
      found: null,
    });
  });

  it("is held until the end of the quota when that is why it waits", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, QUOTA);
    expect(key.status(v1.version).version).toMatchObject({
      heldFor: "quota",
      notBeforeMs: Date.UTC(2027, 0, 16),
    });
  });

  it("is what the version ended as", () => {
    const key = new LedgerKey();
    key.admit("a", v2, v1);
    key.settle("a", v2, APPLIED);
    expect([stateOf(key, 1), stateOf(key, 2)]).toEqual(["superseded", "applied"]);
    const expired = new LedgerKey();
    expired.deliver("a", v1, EXPIRED);
    expect(stateOf(expired, 1)).toBe("expired");
    const dropped = new LedgerKey();
    dropped.deliver("a", aPut({ onFailure: "drop" }), REFUSED);
    expect(stateOf(dropped, 1)).toBe("dropped");
  });

  it("is dead with its failures, pending again when replayed, and discarded", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, REFUSED);
    expect(key.status(v1.version).version).toMatchObject({ state: "dead", failures: 1 });
    key.nowMs += 1_000;
    key.ask("b", { ...v1, generation: 1 });
    expect(stateOf(key, 1)).toBe("pending");
    key.settle("b", { ...v1, generation: 1 }, REFUSED);
    key.discard(v1.version);
    expect(stateOf(key, 1)).toBe("discarded");
  });

  it("is superseded when it was never seen and is older than the newest seen", () => {
    const key = new LedgerKey();
    key.ask("a", v2);
    expect(stateOf(key, 1)).toBe("superseded");
  });

  it("is pending when it was never seen and may still be in a queue", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    expect(stateOf(key, 2)).toBe("pending");
    expect(stateOf(new LedgerKey(), 2)).toBe("pending");
    key.nowMs = NOW_MS + 4 * MS_PER_DAY;
    expect(stateOf(key, 2)).toBe("pending");
  });

  it("is unknown when it was never seen and no queue can hold it any more", () => {
    const key = new LedgerKey();
    key.nowMs = NOW_MS + 15 * MS_PER_DAY;
    expect(stateOf(key, 2)).toBe("unknown");
  });
});
