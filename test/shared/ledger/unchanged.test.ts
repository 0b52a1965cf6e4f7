import { describe, expect, it } from "vitest";
import { NOTHING_DIGEST } from "../../../shared/content-digest.ts";
import { aDelete, aPayload, aPut } from "../../support/a-write-intent.ts";
import { LedgerKey } from "../../support/ledger-key.ts";
import { APPLIED, EXPIRED, REFUSED, THROTTLED, UNKNOWN } from "../../support/outcomes.ts";
import { aVersion, NOW_MS } from "../../support/versions.ts";

const A = "a".repeat(64);
const B = "b".repeat(64);
const put = (n: number, digest: string) => aPut({ version: aVersion(n), digest });

/** A key that holds A by its first version, a second ago. */
function aKeyWithA(): LedgerKey {
  const key = new LedgerKey();
  key.deliver("a", put(1, A), APPLIED);
  key.nowMs += 1_000;
  return key;
}

describe("admit of what the key holds already", () => {
  it("settles it as applied without a write, counted apart", () => {
    const key = aKeyWithA();
    expect(key.ask("b", put(2, A))).toEqual({ kind: "unchanged" });
    expect(key.counts).toEqual({ accepted: 2, applied: 2, unchanged: 1 });
    expect(key.status(aVersion(2))).toMatchObject({
      applied: { version: aVersion(2), atMs: key.nowMs },
      version: { state: "applied" },
    });
    expect(key.state.written).toMatchObject({ stamp: aVersion(1), digest: A });
  });

  it("takes no lease and moves no pace", () => {
    const key = aKeyWithA();
    key.ask("b", put(2, A));
    expect(key.ask("c", put(3, B))).toMatchObject({ kind: "granted" });
  });

  it("asks for no second since the write before", () => {
    const key = new LedgerKey();
    key.deliver("a", put(1, A), APPLIED);
    expect(key.ask("b", put(2, A))).toEqual({ kind: "unchanged" });
  });

  it("is a duplicate when it comes again, also after something else was written", () => {
    const key = aKeyWithA();
    key.ask("b", put(2, A));
    expect(key.ask("c", put(2, A))).toEqual({ kind: "duplicate" });
    key.deliver("d", put(3, B), APPLIED);
    expect(key.ask("e", put(2, A))).toEqual({ kind: "duplicate" });
  });

  it("supersedes what waits and its older neighbours", () => {
    const key = new LedgerKey();
    key.deliver("a", put(1, A), APPLIED);
    key.deliver("b", put(2, B), APPLIED);
    expect(key.state.held).not.toBeNull();
    const answers = key.admit("c", put(4, A), put(3, B));
    expect(answers).toEqual([{ kind: "unchanged" }, { kind: "superseded" }]);
    expect(key.state).toMatchObject({ held: null, done: aVersion(4), hi: aVersion(4) });
    expect(key.heldBody).toBeNull();
    expect(key.counts).toEqual({ accepted: 4, applied: 2, superseded: 2, unchanged: 1 });
  });

  it("ends a held copy of itself", () => {
    const key = new LedgerKey();
    key.ask("a", put(1, A));
    key.deliver("b", put(2, A), APPLIED);
    key.settle("a", put(1, A), APPLIED);
    expect(key.state.held?.version).toBe(aVersion(2));
    expect(key.ask("c", put(2, A))).toEqual({ kind: "unchanged" });
    expect(key.state.held).toBeNull();
  });

  it("lets a payload go that nobody will ask for", () => {
    const key = aKeyWithA();
    key.ask("b", aPut({ version: aVersion(2), digest: A, value: aPayload() }));
    expect(key.spentPayloads).toEqual([aVersion(2)]);
  });

  it("compares with what was applied, not with what was given up", () => {
    const key = aKeyWithA();
    key.deliver("b", put(2, B), REFUSED);
    key.nowMs += 1_000;
    expect(key.ask("c", put(3, A))).toEqual({ kind: "unchanged" });
  });

  it("holds for a delete after a delete, and after an expired value", () => {
    const key = new LedgerKey();
    const gone = (n: number) => aDelete({ version: aVersion(n), digest: NOTHING_DIGEST });
    key.deliver("a", gone(1), APPLIED);
    expect(key.ask("b", gone(2))).toEqual({ kind: "unchanged" });
    key.nowMs += 1_000;
    key.deliver("c", put(3, A), EXPIRED);
    expect(key.ask("d", gone(4))).toEqual({ kind: "unchanged" });
  });
});

describe("admit of what the key may not hold", () => {
  const written = (key: LedgerKey, digest = A) => key.ask("z", put(9, digest)).kind;

  it("writes what differs, what has no digest and what follows a write without one", () => {
    expect(written(aKeyWithA(), B)).toBe("granted");
    expect(aKeyWithA().ask("z", aPut({ version: aVersion(9) })).kind).toBe("granted");
    const key = new LedgerKey();
    key.deliver("a", aPut({ version: aVersion(1) }), APPLIED);
    key.nowMs += 1_000;
    expect(written(key)).toBe("granted");
  });

  it("writes while an unknown outcome is open", () => {
    const key = aKeyWithA();
    key.deliver("b", put(2, B), UNKNOWN);
    key.nowMs += 60_000;
    expect(written(key)).toBe("granted");
  });

  it("waits while another write is under way", () => {
    const key = aKeyWithA();
    key.ask("b", put(2, B));
    expect(written(key)).toBe("hold");
  });

  it("writes what a throttled write left open only if it differs", () => {
    const key = aKeyWithA();
    key.deliver("b", put(2, B), THROTTLED);
    expect(written(key)).toBe("unchanged");
  });

  it("writes a value again that ends within two minutes, since KV would give it longer", () => {
    const ending = (n: number) =>
      aPut({ version: aVersion(n), digest: A, expiration: NOW_MS / 1_000 + 300 });
    const key = new LedgerKey();
    key.deliver("a", ending(1), APPLIED);
    key.nowMs = NOW_MS + 180_000;
    expect(key.ask("b", ending(2))).toEqual({ kind: "unchanged" });
    key.nowMs += 1;
    expect(key.ask("c", ending(3)).kind).toBe("granted");
  });
});
