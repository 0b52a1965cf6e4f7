import { describe, expect, it } from "vitest";
import { aPayload, aPut } from "../../support/a-write-intent.ts";
import { LedgerKey } from "../../support/ledger-key.ts";
import { APPLIED, REFUSED, THROTTLED, UNKNOWN } from "../../support/outcomes.ts";
import { aVersion } from "../../support/versions.ts";

const v0 = aPut({ version: aVersion(0) });
const v1 = aPut({ version: aVersion(1), value: aPayload() });
const v2 = aPut({ version: aVersion(2) });
const v3 = aPut({ version: aVersion(3) });

/** v0 was applied this moment, so whatever comes has to wait. */
function aPacedKey(): LedgerKey {
  const key = new LedgerKey();
  key.deliver("a", v0, APPLIED);
  return key;
}

/** Everything that a shard stores for a key. */
const stored = (key: LedgerKey) => ({
  state: key.state,
  tally: key.tally,
  heldBody: key.heldBody,
  keptBody: key.keptBody,
  letters: key.letters,
  spentPayloads: key.spentPayloads,
});

describe("admit of an intent that came along", () => {
  it("holds it in the same call when it has to wait", () => {
    const key = aPacedKey();
    expect(key.bring("b", v1)).toEqual([{ kind: "held" }]);
    expect(key.heldBody).toEqual(v1);
    expect(key.counts).toEqual({ accepted: 2, applied: 1, pending: 1, pace: 1 });
  });

  it.each([
    ["paced", [], [v1]],
    ["paced, with older versions in the batch", [], [v3, v2, v1]],
    ["backing off", [[v1, THROTTLED] as const], [v2]],
    ["in doubt", [[v1, UNKNOWN] as const], [v3, v2]],
    ["holding a newer version", [[v3, APPLIED] as const], [v2]],
    ["holding an older version", [[v1, APPLIED] as const], [v3, v2]],
    ["with a dead version", [[v1, REFUSED] as const], [v2]],
  ])("leaves of a key %s what a report of the hold leaves", (_, before, batch) => {
    const [atOnce, twoCalls] = [aPacedKey(), aPacedKey()];
    for (const key of [atOnce, twoCalls]) {
      for (const [intent, outcome] of before) {
        if (outcome !== APPLIED) key.nowMs += 1_000;
        key.deliver(`before-${intent.version}`, intent, outcome);
      }
    }
    atOnce.bring("b", ...batch);
    twoCalls.admit("b", ...batch).forEach((answer, at) => {
      const intent = batch[at];
      if (answer.kind === "hold" && intent !== undefined) twoCalls.settle("b", intent, answer);
    });
    expect(stored(atOnce)).toEqual(stored(twoCalls));
  });

  it("grants it when it need not wait, and keeps nothing of it", () => {
    const key = new LedgerKey();
    expect(key.bring("a", v1)).toEqual([expect.objectContaining({ kind: "granted" })]);
    expect(key.heldBody).toBeNull();
    expect(key.settle("a", v1, APPLIED)).toEqual({ kind: "finished" });
  });

  it("supersedes the older versions of its call and the one that was held", () => {
    const key = aPacedKey();
    key.bring("b", v1);
    expect(key.bring("c", v3, v2)).toEqual([{ kind: "held" }, { kind: "superseded" }]);
    expect(key.heldBody).toEqual(v3);
    expect(key.counts).toEqual({ accepted: 4, applied: 1, superseded: 2, pending: 1, pace: 1 });
    expect(key.spentPayloads).toEqual([v1.version]);
  });

  it("is superseded by a newer one that is held, as its message is told", () => {
    const key = aPacedKey();
    key.bring("b", v3);
    expect(key.bring("c", v2)).toEqual([{ kind: "superseded" }]);
    expect(key.heldBody).toEqual(v3);
  });

  it("changes nothing but the serial of the hold when the reply was lost and it comes again", () => {
    const key = aPacedKey();
    key.bring("b", v1);
    const { state, tally } = key;
    for (const token of ["b", "c"]) {
      expect(key.bring(token, v1)).toEqual([{ kind: "held" }]);
    }
    const { held, holds } = key.state;
    expect(held).toEqual({ ...state.held, serial: 3 });
    expect(key.state).toEqual({ ...state, held, holds });
    expect(key.tally).toEqual(tally);
    expect(key.heldBody).toEqual(v1);
  });

  it("stays when a copy was sent before it came again and is confirmed after", () => {
    const key = aPacedKey();
    key.bring("b", v1);
    key.nowMs += 1_000;
    const sent = key.due();
    key.deliver("c", aPut({ version: aVersion(4) }), APPLIED);
    key.bring("d", aPut({ version: aVersion(5) }));
    key.forget(sent);
    expect(key.heldBody).toMatchObject({ version: aVersion(5) });
  });

  it("waits for a report when another version is the one that came along", () => {
    const key = aPacedKey();
    key.nowMs += 1_000;
    key.ask("b", v3);
    key.settle("b", v3, REFUSED);
    // v3 is dead, so v2 is the newest; it did not come along.
    expect(key.bring("c", v3, v2)).toEqual([
      expect.objectContaining({ kind: "dead" }),
      { kind: "hold", reason: "pace" },
    ]);
    expect(key.heldBody).toBeNull();
  });
});
