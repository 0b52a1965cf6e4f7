import { describe, expect, it } from "vitest";
import { freshness, knownBody } from "../../../producer/ops/model/freshness.ts";
import { healthOf, type Known } from "../../../producer/ops/model/health.ts";
import { atIso, NOW_MS, someBacklog, someMetrics, someQuota, someUsage } from "./some-answers.ts";

const known = (given: Partial<Known> = {}): Known => ({
  metrics: someMetrics(),
  summary: { reasons: [], total: 0 },
  usage: someUsage(someQuota()),
  namespaces: [],
  ...given,
});

const calm = { name: "default", pause: null, breaker: null, confirmed: true };
const empty = { messages: 0, bytes: 0 };

describe("the status line", () => {
  it("says in words that all is well, and the figures", () => {
    const backlog = someBacklog({
      queues: { writes: { messages: 9, bytes: 90 }, immediate: empty, deadLetters: empty },
      held: { total: 3, byReason: { pace: 3 } },
      oldestAgeMs: 3_000,
    });
    const health = healthOf(known({ metrics: someMetrics([], { backlog }) }), NOW_MS);
    expect(health).toEqual({
      kind: "healthy",
      word: "Healthy",
      reasons: [],
      figures: "12 waiting, oldest 3 s. 0 dead letters. 412 of 1,000 writes used today.",
    });
  });

  it("is unknown before anything was answered", () => {
    expect(healthOf(known({ metrics: null }), NOW_MS)).toMatchObject({ kind: "unknown" });
  });

  it("is not called healthy while nobody knows whether a breaker is open", () => {
    expect(healthOf(known({ namespaces: null }), NOW_MS)).toMatchObject({
      kind: "attention",
      reasons: ["Whether a breaker is open or a namespace is paused is not known."],
    });
  });

  it("counts dead letters by the ledger when their store has not answered for a minute", () => {
    const problem = { kind: "unreachable", detail: "" } as const;
    const summary = { body: { reasons: [], total: 0 }, atMs: NOW_MS - 60_001, problem };
    const metrics = someMetrics([], { backlog: someBacklog({ dead: 3 }) });
    const health = healthOf(known({ metrics, summary: knownBody(summary, NOW_MS) }), NOW_MS);
    expect(health.reasons).toEqual(["3 dead letters to replay or discard."]);
    expect(knownBody({ ...summary, problem: null }, NOW_MS)).toEqual(summary.body);
    expect(knownBody({ ...summary, atMs: NOW_MS - 5_000 }, NOW_MS)).toEqual(summary.body);
  });

  it.each<[string, Partial<Known>, string]>([
    [
      "a dead letter",
      { summary: { reasons: [], total: 1 } },
      "1 dead letter to replay or discard.",
    ],
    [
      "an open breaker",
      { namespaces: [{ ...calm, breaker: { since: atIso(0), until: atIso(1) } }] },
      "KV fails: the breaker of default is open.",
    ],
    [
      "a paused namespace",
      { namespaces: [{ ...calm, pause: { since: atIso(0), reason: null } }] },
      "Writing to default is paused.",
    ],
    [
      "crashed batches",
      {
        metrics: someMetrics([], {
          backlog: someBacklog({
            queues: { writes: empty, immediate: empty, deadLetters: { messages: 2, bytes: 2 } },
          }),
        }),
      },
      "2 messages of crashed batches to be taken up.",
    ],
    [
      "a write that has waited for more than ten minutes",
      { metrics: someMetrics([], { backlog: someBacklog({ oldestAgeMs: 700_000 }) }) },
      "The oldest write has waited for 12 min.",
    ],
    [
      "writes that wait for the quota, whose age is known then",
      {
        metrics: someMetrics([], {
          backlog: someBacklog({
            oldestAgeMs: 7_000_000,
            held: { total: 5, byReason: { quota: 5 } },
          }),
        }),
      },
      "5 writes held until the quota begins anew.",
    ],
    [
      "a budget that will not last",
      { usage: someUsage(someQuota({ usedUpAt: "2026-11-21T15:30:00.000Z" })) },
      "The write budget: used up at 15:30 UTC; resets in 14 h.",
    ],
  ])("names %s as a reason", (_, given, reason) => {
    const health = healthOf(known(given), NOW_MS);
    expect(health).toMatchObject({ kind: "attention", reasons: [reason] });
  });

  it("does not call a used-up quota of the free plan a reason: the account may pay", () => {
    const free = someQuota({ quota: "kv_puts", origin: "free-plan", used: 1_200, left: 0 });
    expect(healthOf(known({ usage: someUsage(free) }), NOW_MS).kind).toBe("healthy");
  });

  it("counts dead letters with a version until the store has answered", () => {
    const metrics = someMetrics([], { backlog: someBacklog({ dead: 4 }) });
    expect(healthOf(known({ metrics, summary: null }), NOW_MS).figures).toContain("4 dead letters");
  });
});

describe("the age of what is shown", () => {
  const link = {
    failures: 0,
    answeredAtMs: NOW_MS - 4_000,
    nextAtMs: NOW_MS + 1_000,
    paceMs: 5_000,
    isHidden: false,
  };

  it.each([
    ["live", link, "Updated 4 s ago."],
    ["connecting", { ...link, answeredAtMs: null, nextAtMs: null }, "Asking Sluice …"],
    ["paused", { ...link, paceMs: null, nextAtMs: null }, "Paused. Updated 4 s ago."],
    [
      "stale",
      { ...link, failures: 2, nextAtMs: NOW_MS + 8_000 },
      "Stale: Sluice does not answer; what is shown is 4 s old. Next try in 8 s.",
    ],
    [
      "stale",
      { ...link, answeredAtMs: NOW_MS - 30_000, nextAtMs: null },
      "Stale: updated 30 s ago. Asking now.",
    ],
    [
      "lost",
      { ...link, failures: 9, answeredAtMs: NOW_MS - 90_000 },
      "Stale: Sluice does not answer; what is shown is 2 min old. Next try in 1 s.",
    ],
    [
      "lost",
      { ...link, failures: 1, answeredAtMs: null },
      "Sluice does not answer. Next try in 1 s.",
    ],
  ])("is %s", (kind, given, words) => {
    expect(freshness(given, NOW_MS)).toEqual({ kind, words });
  });
});
