import { describe, expect, it } from "vitest";
import { dueOf } from "../../../shared/ledger/due.ts";
import { emptyKeyState, type KeyState } from "../../../shared/ledger/key-state.ts";
import { aHeldState, aKeptState } from "../../support/a-key-state.ts";
import { aPut } from "../../support/a-write-intent.ts";
import { LedgerKey } from "../../support/ledger-key.ts";
import { APPLIED, QUOTA, THROTTLED, UNUSED } from "../../support/outcomes.ts";
import { aVersion, NOW_MS } from "../../support/versions.ts";

const v1 = aPut({ version: aVersion(1) });
const v2 = aPut({ version: aVersion(2) });

const leased = (state: KeyState, untilMs: number): KeyState => ({
  ...state,
  lease: {
    token: "a",
    version: aVersion(1),
    generation: 0,
    hasPayload: false,
    content: aVersion(1),
    isOutdated: false,
    touchEndsAtMs: null,
    carried: null,
    grantedAtMs: NOW_MS,
    untilMs,
    charge: null,
  },
});

describe("what is due of a key", () => {
  it("is nothing when nothing waits", () => {
    expect(dueOf(emptyKeyState)).toBeNull();
    expect(dueOf(leased(emptyKeyState, NOW_MS))).toBeNull();
  });

  it("is a held intent once the key may be written again", () => {
    const state = aHeldState({ notBeforeMs: NOW_MS + 1_000, operation: "delete" });
    expect(dueOf(state)).toEqual({
      atMs: NOW_MS + 1_000,
      work: { kind: "write", operation: "delete", priority: "normal" },
    });
  });

  it("is a held intent not before the end of the lease that is out", () => {
    const state = leased(aHeldState({ notBeforeMs: NOW_MS }), NOW_MS + 15_000);
    expect(dueOf(state)?.atMs).toBe(NOW_MS + 15_000);
  });

  it("is a repair once doubt, pace, its own backoff and the lease are over", () => {
    const state = aKeptState({ doubtUntilMs: NOW_MS + 30_000 });
    expect(dueOf(state)).toEqual({
      atMs: NOW_MS + 30_000,
      work: { kind: "write", operation: "put", priority: "immediate" },
    });
    expect(dueOf({ ...state, notBeforeMs: NOW_MS + 31_000 })?.atMs).toBe(NOW_MS + 31_000);
    expect(dueOf(aKeptState({ retryAtMs: NOW_MS + 32_000 }))?.atMs).toBe(NOW_MS + 32_000);
    expect(dueOf(leased(state, NOW_MS + 33_000))?.atMs).toBe(NOW_MS + 33_000);
  });

  it("is no repair when the doubt is over, of the applied version or a newer one is known", () => {
    const state = aKeptState();
    expect(dueOf({ ...state, doubt: null })).toBeNull();
    expect(dueOf({ ...state, doubt: { untilMs: NOW_MS, of: aVersion() } })).toBeNull();
    expect(dueOf({ ...state, hi: aVersion(9) })).toBeNull();
  });

  it("is the end of an outdated put that nothing else waits for", () => {
    const state = leased(emptyKeyState, NOW_MS + 15_000);
    const outdated = state.lease === null ? null : { ...state.lease, isOutdated: true };
    expect(dueOf({ ...state, lease: outdated })).toEqual({
      atMs: NOW_MS + 15_000,
      work: { kind: "lease" },
    });
  });

  it("is the held intent before any repair", () => {
    const { held, notBeforeMs } = aHeldState({ version: aVersion(2), notBeforeMs: NOW_MS + 5 });
    expect(dueOf({ ...aKeptState(), held, notBeforeMs, hi: aVersion(2) })?.atMs).toBe(NOW_MS + 5);
  });
});

describe("the release of a held intent", () => {
  it("sends it when it is due, and it stays until the queue has confirmed", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, THROTTLED);
    expect(key.due()).toEqual([]);
    key.nowMs += 1_000;
    const sent = key.due();
    expect(sent.map((due) => due.intent)).toEqual([v1]);
    expect(key.due()).toEqual(sent);
    key.forget(sent);
    expect(key.due()).toEqual([]);
    expect(key.heldBody).toBeNull();
    expect(key.counts).toEqual({ accepted: 1, pending: 1 });
  });

  it("waits for the end of the quota of its operation", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, QUOTA);
    key.nowMs += 3_600_000;
    expect(key.due()).toEqual([]);
    key.nowMs = Date.UTC(2027, 0, 16);
    expect(key.due().map((due) => due.intent)).toEqual([v1]);
  });

  it("does not forget a newer intent that took its place", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, UNUSED);
    const sent = key.due();
    key.ask("b", v1);
    key.deliver("c", v2, APPLIED);
    key.forget(sent);
    expect(key.heldBody).toEqual(v2);
  });

  it("does not forget the same intent when it came back and is held again", () => {
    const key = new LedgerKey();
    key.deliver("a", v1, THROTTLED);
    key.nowMs += 1_000;
    const sent = key.due();
    // The queue delivers before its confirmation arrives; the message is acknowledged.
    key.nowMs += 10;
    expect(key.deliver("b", v1, THROTTLED)).toEqual({ kind: "held" });
    key.forget(sent);
    expect(key.heldBody).toEqual(v1);
  });

  it("does not send a repair again while it may be under way", () => {
    const key = new LedgerKey();
    key.ask("lost", v1);
    key.nowMs += 15_000;
    key.deliver("a", v2, APPLIED);
    key.nowMs += 60_000;
    const sent = key.due();
    expect(sent.map((due) => due.intent)).toEqual([v2]);
    key.forget(sent);
    expect(key.due()).toEqual([]);
    expect(key.keptBody).toEqual(v2);
    key.nowMs += 16_000;
    expect(key.due()).toHaveLength(1);
  });
});
