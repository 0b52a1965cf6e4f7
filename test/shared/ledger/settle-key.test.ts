import { describe, expect, it } from "vitest";
import { MAX_DEAD_VERSIONS } from "../../../shared/ledger/endings.ts";
import { stateOfVersion } from "../../../shared/ledger/known-versions.ts";
import type { Outcome } from "../../../shared/ledger/report.ts";
import { aDelete, aPayload, aPut, aTouch } from "../../support/a-write-intent.ts";
import { LedgerKey, RULES } from "../../support/ledger-key.ts";
import {
  APPLIED,
  EXPIRED,
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

const FINISHED = { kind: "finished" };
const HELD = { kind: "held" };

const COUNTED: readonly (readonly [string, Outcome])[] = [
  ["unknown", UNKNOWN],
  ["throttled", THROTTLED],
  ["unavailable", UNAVAILABLE],
];

describe("settle: a matching report", () => {
  it("ends the lease", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, APPLIED);
    expect(key.state.lease).toBeNull();
  });

  it.each([["applied", APPLIED], ["refused", REFUSED], ...COUNTED] as const)(
    "of %s moves not-before to a second after it",
    (_kind, outcome) => {
      const key = new LedgerKey();
      key.ask("a", v1);
      key.nowMs += 3_000;
      key.settle("a", v1, outcome);
      expect(key.state.notBeforeMs).toBe(NOW_MS + 3_000 + 1_000);
    },
  );

  it.each<readonly [string, Outcome]>([
    ["unused", UNUSED],
    ["hold", { kind: "hold", reason: "pace" }],
    ["quota", QUOTA],
  ])("of %s leaves not-before alone and counts no failure", (_kind, outcome) => {
    const key = new LedgerKey();
    expect(key.deliver("a", v1, outcome)).toEqual(HELD);
    expect(key.state).toMatchObject({ lease: null, notBeforeMs: 0, failures: null, streak: 0 });
    expect(key.heldBody).toEqual(v1);
  });

  it("never moves not-before back", () => {
    const key = new LedgerKey();
    key.thrown = 0.9;
    key.ask("a", v1);
    key.settle("a", v1, THROTTLED);
    const { notBeforeMs } = key.state;
    key.settle("late", v0, APPLIED);
    expect(key.state.notBeforeMs).toBe(notBeforeMs);
  });

  it("needs the token of the lease", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    key.settle("b", v1, THROTTLED);
    expect(key.state.lease?.token).toBe("a");
    expect(key.state.failures).toBeNull();
  });

  it("needs the version of the lease", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    key.settle("a", v2, THROTTLED);
    expect(key.state.lease?.version).toBe(v1.version);
  });
});

describe("settle: applied", () => {
  it("ends the version and remembers it as the newest applied", () => {
    const key = new LedgerKey();
    expect(key.deliver("a", v1, APPLIED)).toEqual(FINISHED);
    expect(key.state).toMatchObject({ done: v1.version, doneAtMs: NOW_MS, hi: v1.version });
    expect(key.counts).toEqual({ accepted: 1, applied: 1 });
  });

  it("ends an expired version as expired", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, EXPIRED);
    expect(key.state.done).toBe(v1.version);
    expect(key.counts).toEqual({ accepted: 1, expired: 1 });
  });

  it("ends the row of failures", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, THROTTLED);
    key.nowMs += 1_000;
    key.deliver("b", v1, APPLIED);
    expect(key.state).toMatchObject({ streak: 0, failures: null });
  });

  it("forgets a held copy of the version", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    key.deliver("b", v1, APPLIED);
    key.settle("a", v1, APPLIED);
    expect(key.heldBody).toBeNull();
    expect(key.counts).toEqual({ accepted: 1, applied: 1 });
  });

  it("leaves a newer held intent waiting", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    key.deliver("b", v2, APPLIED);
    key.settle("a", v1, APPLIED);
    expect(key.heldBody).toEqual(v2);
    expect(key.counts).toEqual({ accepted: 2, applied: 1, pending: 1, pace: 1 });
  });

  it("lets the payload go after the repair time", () => {
    const key = new LedgerKey();
    key.deliver("a", aPut({ value: aPayload() }), APPLIED);
    expect(key.spentPayloads).toEqual([aVersion()]);
    expect(key.store.earliestSpentPayloadMs()).toBe(NOW_MS + 30_000);
  });

  it("reported twice changes nothing more but the pace", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, APPLIED);
    const before = key.state;
    expect(key.settle("a", v1, APPLIED)).toEqual(FINISHED);
    expect(key.state).toEqual(before);
    expect(key.counts).toEqual({ accepted: 1, applied: 1 });
  });
});

describe("settle: doubt and a success", () => {
  /** A put of v0 that may still land; v1 is granted `afterMs` after its report. */
  function aKeyInDoubt(afterMs: number): LedgerKey {
    const key = new LedgerKey();
    key.deliver("a", v0, UNKNOWN);
    key.nowMs += afterMs;
    key.ask("b", v1);
    return key;
  }

  it("does not end doubt when the put was granted before the doubt's end", () => {
    const key = aKeyInDoubt(29_999);
    key.nowMs += 5_000;
    key.settle("b", v1, APPLIED);
    expect(key.state.doubt).toEqual({ of: v0.version, untilMs: NOW_MS + 30_000 });
    expect(key.keptBody).toEqual(v1);
  });

  it("ends doubt when the put was granted after it", () => {
    const key = aKeyInDoubt(30_000);
    key.settle("b", v1, APPLIED);
    expect(key.state.doubt).toBeNull();
    expect(key.keptBody).toBeNull();
  });

  it("keeps the body with its payload until the repair", () => {
    const key = new LedgerKey();
    key.deliver("a", v0, UNKNOWN);
    key.nowMs += 2_000;
    const large = aPut({ version: aVersion(1), value: aPayload() });
    key.deliver("b", large, APPLIED);
    expect(key.keptBody).toEqual(large);
    expect(key.spentPayloads).toEqual([]);
    key.nowMs += 60_000;
    key.deliver("r", large, APPLIED);
    expect(key.keptBody).toBeNull();
    expect(key.spentPayloads).toEqual([aVersion(1)]);
    expect(key.counts).toEqual({ accepted: 2, superseded: 1, applied: 1, repaired: 1 });
  });

  it("keeps no body when the doubt is of the applied version itself", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, UNKNOWN);
    key.nowMs += 2_000;
    key.deliver("b", v1, APPLIED);
    expect(key.keptBody).toBeNull();
    expect(key.state.doubt?.of).toBe(v1.version);
  });

  it("keeps the body while a newer version is on its way, and repairs only once that has died", () => {
    const key = aKeyInDoubt(2_000);
    key.ask("c", v2);
    key.settle("b", v1, APPLIED);
    expect(key.keptBody).toEqual(v1);
    key.nowMs += 60_000;
    expect(key.due()).toEqual([]);
    key.bury(v2);
    expect(key.due().map((due) => due.intent)).toEqual([v1]);
  });

  it("lets a kept body go when a newer version is applied", () => {
    const key = aKeyInDoubt(2_000);
    key.settle("b", v1, APPLIED);
    key.nowMs += 2_000;
    key.deliver("c", v2, APPLIED);
    expect(key.keptBody).toEqual(v2);
    key.nowMs += 60_000;
    key.deliver("d", aDelete({ version: aVersion(3) }), APPLIED);
    expect(key.keptBody).toBeNull();
    expect(key.state.doubt).toBeNull();
  });
});

describe("settle: unknown", () => {
  it("is doubt of the version until the repair time after the report", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    key.nowMs += 6_000;
    expect(key.settle("a", v1, UNKNOWN)).toEqual(HELD);
    expect(key.state.doubt).toEqual({ of: v1.version, untilMs: NOW_MS + 36_000 });
    expect(key.state.failures?.count).toBe(1);
  });

  it("extends doubt with each further unknown", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, UNKNOWN);
    key.nowMs += 10_000;
    key.deliver("b", v1, UNKNOWN);
    expect(key.state.doubt).toEqual({ of: v1.version, untilMs: NOW_MS + 40_000 });
  });

  it("of two versions is doubt of any", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, UNKNOWN);
    key.nowMs += 10_000;
    key.deliver("b", v2, UNKNOWN);
    expect(key.state.doubt).toEqual({ of: "any", untilMs: NOW_MS + 40_000 });
  });
});

describe("settle: a counted failure", () => {
  it.each(COUNTED)("of kind %s waits for the pace and its backoff", (_kind, outcome) => {
    const key = new LedgerKey();
    key.thrown = 0.5;
    expect(key.deliver("a", v1, outcome)).toEqual(HELD);
    expect(key.state.notBeforeMs).toBe(NOW_MS + 1_000 + 500);
    expect(key.state.held?.reason).toBe("backoff");
    key.nowMs = key.state.notBeforeMs;
    key.deliver("b", v1, outcome);
    expect(key.state.notBeforeMs).toBe(NOW_MS + 1_500 + 1_000 + 1_000);
    expect(key.state).toMatchObject({ streak: 2, failures: { count: 2 } });
  });

  it.each(COUNTED)("of kind %s supersedes a version that is not the newest", (_kind, outcome) => {
    const key = new LedgerKey();
    key.ask("a", v1);
    key.ask("b", v2);
    expect(key.settle("a", v1, outcome)).toEqual(FINISHED);
    expect(key.counts).toEqual({ accepted: 2, superseded: 1, pending: 1 });
    expect(key.state.streak).toBe(1);
  });

  it.each(COUNTED)("of kind %s is dead at the last of MAX_FAILURES", (_kind, outcome) => {
    const key = new LedgerKey({ MAX_FAILURES: 3 });
    const kinds = [1, 2, 3].map((n) => {
      const answer = key.deliver(`batch-${n}`, v1, outcome);
      key.nowMs += 10_000;
      return answer.kind;
    });
    expect(kinds).toEqual(["held", "held", "dead"]);
    expect(key.heldBody).toBeNull();
    expect(key.state.dead).toMatchObject([
      { version: v1.version, failures: 3, firstSeenAtMs: NOW_MS, lastSeenAtMs: NOW_MS + 20_000 },
    ]);
    expect(key.letters).toMatchObject([{ intent: v1, failures: 3 }]);
    expect(key.counts).toEqual({ accepted: 1, dead: 1 });
  });

  it("is counted for its own version only", () => {
    const key = new LedgerKey({ MAX_FAILURES: 2 });
    key.deliver("a", v1, THROTTLED);
    key.nowMs += 10_000;
    expect(key.deliver("b", v2, THROTTLED)).toEqual(HELD);
    expect(key.state.failures).toMatchObject({ version: v2.version, count: 1 });
    expect(key.state.streak).toBe(2);
  });

  it("is counted anew after a replay", () => {
    const key = new LedgerKey({ MAX_FAILURES: 2 });
    key.deliver("a", v1, THROTTLED);
    key.nowMs += 10_000;
    key.deliver("b", v1, THROTTLED);
    key.nowMs += 10_000;
    expect(key.deliver("c", { ...v1, generation: 1 }, THROTTLED)).toEqual(HELD);
    expect(key.state.failures).toMatchObject({ generation: 1, count: 1 });
  });
});

function aKeyFullOfDead(): LedgerKey {
  const key = new LedgerKey();
  for (let n = 1; n <= MAX_DEAD_VERSIONS; n++) key.bury(aPut({ version: aVersion(n) }));
  return key;
}

describe("settle: refused", () => {
  it("is dead at once, with its body in the outbox", () => {
    const key = new LedgerKey();
    const [mark] = [key.deliver("a", v1, REFUSED)];
    expect(mark).toMatchObject({ kind: "dead", mark: { version: v1.version, generation: 0 } });
    expect(key.letters).toMatchObject([{ intent: v1, reason: "kv_refused", failures: 1 }]);
    expect(key.counts).toEqual({ accepted: 1, dead: 1 });
  });

  it("is held and tried again while the key has as many dead as its row takes", () => {
    const key = aKeyFullOfDead();
    const next = aPut({ version: aVersion(MAX_DEAD_VERSIONS + 1) });
    expect(key.deliver("a", next, REFUSED)).toEqual(HELD);
    expect(key.state.held).toMatchObject({ version: next.version, reason: "backoff" });
    for (let failures = 1; failures <= RULES.MAX_FAILURES; failures++) {
      key.nowMs += 600_000;
      expect(key.deliver(`b${failures}`, next, UNKNOWN)).toEqual(HELD);
    }
    expect(key.state.dead).toHaveLength(MAX_DEAD_VERSIONS);
    key.nowMs += 600_000;
    key.discard(aVersion(1));
    expect(key.deliver("c", next, REFUSED)).toMatchObject({ kind: "dead" });
  });

  it("holds a touch of such a key as well", () => {
    const key = aKeyFullOfDead();
    const touch = aTouch({ version: aVersion(MAX_DEAD_VERSIONS + 1) });
    expect(key.deliver("a", touch, REFUSED)).toEqual(HELD);
    expect(key.state.touch).toMatchObject({ reason: "backoff", failures: 1 });
    expect(key.state.dead).toHaveLength(MAX_DEAD_VERSIONS);
  });

  it("is dropped at once also then, if its caller asked for that", () => {
    const key = aKeyFullOfDead();
    const next = aPut({ version: aVersion(MAX_DEAD_VERSIONS + 1), onFailure: "drop" });
    expect(key.deliver("a", next, REFUSED)).toEqual(FINISHED);
    expect(key.counts).toMatchObject({ dead: MAX_DEAD_VERSIONS, dropped: 1 });
  });

  it("is superseded when a newer version is known", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    key.ask("b", v2);
    expect(key.settle("a", v1, REFUSED)).toEqual(FINISHED);
    expect(key.letters).toEqual([]);
    expect(key.counts).toEqual({ accepted: 2, superseded: 1, pending: 1 });
  });

  it("is dropped when the caller asked for that", () => {
    const key = new LedgerKey();
    const drop = aPut({ onFailure: "drop", value: aPayload() });
    expect(key.deliver("a", drop, REFUSED)).toEqual(FINISHED);
    expect(key.letters).toEqual([]);
    expect(key.state.dead).toEqual([]);
    expect(key.spentPayloads).toEqual([drop.version]);
    expect(key.counts).toEqual({ accepted: 1, dropped: 1 });
  });
});

describe("settle: quota", () => {
  it("pauses the operation of the whole shard until midnight UTC and holds", () => {
    const key = new LedgerKey();
    key.thrown = 0.5;
    expect(key.deliver("a", v1, QUOTA)).toEqual(HELD);
    expect(key.state.held?.reason).toBe("quota");
    const midnightMs = Date.UTC(2027, 0, 16);
    expect(key.store.loadShard().pauses).toEqual({ put: midnightMs + 150_000, delete: 0 });
  });
});

describe("settle: a report that matches no lease", () => {
  it("of a success still counts for a version not older than the applied one", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    key.nowMs += 20_000;
    expect(key.settle("a", v1, APPLIED)).toEqual(FINISHED);
    expect(key.state).toMatchObject({ done: v1.version, notBeforeMs: NOW_MS + 21_000 });
    expect(key.counts).toEqual({ accepted: 1, applied: 1 });
  });

  it("of a success does not end doubt", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    key.nowMs += 100_000;
    key.settle("a", v1, APPLIED);
    expect(key.state.doubt?.of).toBe(v1.version);
  });

  it("of a success of an older version than the applied one ends it as superseded", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    key.nowMs += 15_000;
    key.deliver("b", v2, APPLIED);
    expect(key.settle("a", v1, APPLIED)).toEqual(FINISHED);
    expect(key.state.done).toBe(v2.version);
    expect(key.counts).toEqual({ accepted: 2, applied: 1, superseded: 1 });
  });

  it("of a success keeps the payload of a version that died meanwhile", () => {
    const key = new LedgerKey();
    const large = aPut({ value: aPayload() });
    key.ask("a", large);
    key.nowMs += 20_000;
    key.bury(large);
    key.settle("a", large, APPLIED);
    expect(stateOfVersion(key.state.known, large.version)).toBe("dead");
    expect(key.spentPayloads).toEqual([]);
  });

  it("of a success, repeated after a newer write had an unknown outcome, keeps no spent payload", () => {
    // Found by simulation (seed 700200958): the payload was deleted, and its repair tried again for ever.
    const key = new LedgerKey();
    const large = aPut({ version: aVersion(1), value: aPayload() });
    key.deliver("a", large, APPLIED);
    key.nowMs += 1_000;
    key.deliver("b", v2, UNKNOWN);
    key.nowMs += 20_000;
    key.settle("a", large, APPLIED, "always");
    expect(key.spentPayloads).toContain(large.version);
    expect(key.state.kept).toBeNull();
  });

  it("of a success keeps nothing to repair of a version that ended otherwise meanwhile", () => {
    const key = new LedgerKey();
    key.ask("a", v0);
    key.nowMs += 15_000;
    key.ask("b", v1);
    key.nowMs += 15_000;
    key.bury(v1);
    key.discard(v1.version);
    key.settle("b", v1, APPLIED);
    key.nowMs += 86_400_000;
    // A repair of it would be sent for ever: admit answers that a discarded version is a duplicate.
    expect(key.due()).toEqual([]);
    expect(key.keptBody).toBeNull();
  });

  it("of a failure keeps the body, since the message will be acknowledged", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    key.nowMs += 15_000;
    expect(key.settle("a", v1, UNKNOWN)).toEqual(HELD);
    expect(key.heldBody).toEqual(v1);
    expect(key.state.failures).toBeNull();
  });

  it("moves not-before, since a write has just ended", () => {
    const key = new LedgerKey();
    key.ask("a", v1);
    key.nowMs += 15_000;
    key.settle("a", v1, THROTTLED);
    expect(key.state.notBeforeMs).toBe(NOW_MS + 16_000);
  });
});

describe("settle: the generation", () => {
  it("of a death is the newest that was seen, not that of a late copy", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, REFUSED);
    key.nowMs += 1_000;
    key.deliver("b", { ...v1, generation: 1 }, UNUSED);
    // A copy of the message that died first comes late and is refused.
    key.deliver("c", v1, REFUSED);
    expect(key.state.dead).toMatchObject([{ version: v1.version, generation: 1 }]);
    expect(
      key.letters.map((letter) => letter.kind === "intent" && letter.intent.generation),
    ).toEqual([0, 1]);
  });
});
