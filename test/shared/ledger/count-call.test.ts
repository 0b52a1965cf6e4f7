import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../shared/ledger/report.ts";
import { aWriteFailure } from "../../support/a-write-failure.ts";
import { aPut } from "../../support/a-write-intent.ts";
import { LedgerKey } from "../../support/ledger-key.ts";
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
import { aVersion, NOW_MS, versionAt } from "../../support/versions.ts";

const LEASE_MS = 15_000;
const REFUSED_UNASKED: Outcome = {
  kind: "refused",
  operation: null,
  failure: aWriteFailure({ class: "permanent", reason: "payload_missing", detail: "gone" }),
};
const totalsOf = (key: LedgerKey) => key.store.loadShard().book.totals;
const callsOf = (key: LedgerKey) =>
  Object.fromEntries(Object.entries(totalsOf(key)).filter(([name]) => name.startsWith("kv-")));

describe("the KV calls of a key", () => {
  it.each([
    ["kv-put-applied", APPLIED],
    ["kv-delete-applied", EXPIRED],
    ["kv-put-unknown", UNKNOWN],
    ["kv-put-throttled", THROTTLED],
    ["kv-put-refused", REFUSED],
    ["kv-put-quota", QUOTA],
  ])("count as %s what was reported so", (name, outcome) => {
    const key = new LedgerKey();
    key.deliver("batch", aPut(), outcome);
    expect(callsOf(key)).toEqual({ [name]: 1 });
  });

  it.each([
    ["payload that could not be read", UNAVAILABLE],
    ["lease that was too short to start", UNUSED],
    ["refusal before KV was asked", REFUSED_UNASKED],
  ] as const)("do not count a %s", (_, outcome) => {
    const key = new LedgerKey();
    key.deliver("batch", aPut(), outcome);
    expect(callsOf(key)).toEqual({});
  });

  it("count once when the report comes twice, before or after the end of the lease", () => {
    for (const waitMs of [0, LEASE_MS]) {
      const key = new LedgerKey();
      key.ask("batch", aPut());
      key.nowMs += waitMs;
      key.settle("batch", aPut(), APPLIED);
      key.nowMs += waitMs;
      key.settle("batch", aPut(), APPLIED);
      expect(callsOf(key)).toEqual({ "kv-put-applied": 1 });
    }
  });

  it("count for each batch whose lease ran out, in whatever order they report", () => {
    const key = new LedgerKey();
    for (const token of ["a", "b"]) {
      key.ask(token, aPut());
      key.nowMs += LEASE_MS;
    }
    key.settle("b", aPut(), UNKNOWN);
    key.settle("a", aPut(), APPLIED);
    key.settle("a", aPut(), APPLIED);
    expect(callsOf(key)).toEqual({ "kv-put-unknown": 1, "kv-put-applied": 1 });
  });

  it("do not count for a batch that nothing was granted", () => {
    const key = new LedgerKey();
    key.settle("stranger", aPut(), APPLIED);
    expect(callsOf(key)).toEqual({});
  });
});

describe("the moves of a key", () => {
  it("count a version that dies, is replayed and applied as both ends, and as left", () => {
    const key = new LedgerKey();
    key.deliver("a", aPut(), REFUSED);
    key.nowMs += 5_000;
    key.deliver("b", aPut({ generation: 1 }), APPLIED);
    expect(totalsOf(key)).toMatchObject({ accepted: 1, dead: 1, "left-dead": 1, applied: 1 });
    expect(key.counts).toEqual({ accepted: 1, applied: 1 });
  });

  it("time an intent from its version to its report, never below zero", () => {
    const key = new LedgerKey();
    const early = aPut({ version: versionAt(NOW_MS - 900) });
    key.deliver("a", early, APPLIED);
    key.nowMs += 2_000;
    const ahead = aPut({ version: versionAt(NOW_MS + 30_000) });
    key.deliver("b", ahead, APPLIED);
    expect(totalsOf(key)).toMatchObject({
      "within-1000": 1,
      "within-100": 1,
      "latency-ms": 900,
    });
  });

  it("count a hold when an intent begins to wait, by its reason", () => {
    const key = new LedgerKey();
    key.deliver("a", aPut({ version: aVersion(1) }), APPLIED);
    key.deliver("b", aPut({ version: aVersion(2) }), APPLIED);
    key.settle("b", aPut({ version: aVersion(2) }), { kind: "hold", reason: "pace" });
    key.deliver("c", aPut({ version: aVersion(3) }), APPLIED);
    expect(totalsOf(key)["held-pace"]).toBe(2);
  });

  it("become a row when their minute is over", () => {
    const key = new LedgerKey();
    key.deliver("a", aPut({ version: aVersion(1) }), APPLIED);
    expect(key.store.buckets.between(0, Number.MAX_SAFE_INTEGER)).toEqual([]);
    key.nowMs += 60_000;
    key.deliver("b", aPut({ version: aVersion(2) }), APPLIED);
    const [minute] = key.store.buckets.between(0, Number.MAX_SAFE_INTEGER);
    expect(minute).toMatchObject({
      index: Math.floor(NOW_MS / 60_000),
      counts: { accepted: 1, applied: 1, "kv-put-applied": 1 },
    });
  });
});
