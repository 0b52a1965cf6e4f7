import { describe, expect, it } from "vitest";
import { Metrics } from "../../producer/operations/metrics.ts";
import { Usage } from "../../producer/operations/usage.ts";
import { openTally } from "../../shared/ledger/tally.ts";
import { MS_PER_MINUTE, minuteOf } from "../../shared/metrics/period.ts";
import { parseExposition } from "../support/parse-exposition.ts";
import { problemOf } from "../support/problem-of.ts";
import { ProducerRig } from "../support/producer-rig.ts";
import { aSummary } from "../support/scripted-operations.ts";
import { NOW_MS } from "../support/versions.ts";

const THIS_MINUTE = minuteOf(NOW_MS);
const BUSY = {
  accepted: 10,
  applied: 6,
  unchanged: 1,
  superseded: 4,
  "kv-put-applied": 5,
  "within-1000": 6,
  "latency-ms": 4_800,
  "held-pace": 2,
  "read-edge": 3,
} as const;

function aBusyRig(settings: object = {}): ProducerRig {
  const rig = new ProducerRig({ settings });
  const tally = { ...openTally(), accepted: 10, pending: 2, dead: 1 };
  rig.operations.summaries = [
    aSummary({ tally, totals: BUSY, today: BUSY, oldestHeldAtMs: NOW_MS - 9_000 }),
    aSummary({ totals: { accepted: 1 }, today: { accepted: 1 } }),
  ];
  return rig;
}

const metricsOf = async (rig: ProducerRig, query = "") =>
  Metrics.parse(await (await rig.request(`/v1/metrics${query}`)).json());

describe("GET /v1/metrics", () => {
  it("gives totals, latencies and a point for each step of the window", async () => {
    const rig = aBusyRig();
    rig.operations.minutes = [
      { index: THIS_MINUTE - 59, counts: BUSY },
      { index: THIS_MINUTE, counts: { accepted: 1 } },
      { index: THIS_MINUTE - 60, counts: { accepted: 99 } },
    ];
    const found = await metricsOf(rig);
    expect(found).toMatchObject({
      window: "1h",
      stepSeconds: 60,
      totals: {
        accepted: 11,
        applied: 6,
        held: { pace: 2, backoff: 0 },
        kvCalls: { put: { applied: 5, quota: 0 }, delete: { applied: 0 } },
        reads: { edge: 3, kv: 0, miss: 0, origin: 0, l1: 0, "l1-miss": 0 },
        hitRatios: { edge: 1, kv: null, l1: null },
        coalescingRatio: 2,
        acceptToApplied: { count: 6, p50Ms: 815, p99Ms: 996 },
      },
      sinceStart: { accepted: 11, superseded: 4 },
      backlog: { pending: 2, dead: 1, oldestAgeMs: 9_000 },
    });
    expect(found).not.toHaveProperty("budgets");
    expect(found.series).toHaveLength(60);
    const [first, last] = [found.series[0], found.series.at(-1)];
    expect([first?.accepted, last?.accepted]).toEqual([10, 1]);
    expect(last?.at).toBe(new Date(THIS_MINUTE * MS_PER_MINUTE).toISOString());
  });

  it.each([
    ["1h", 60, 60],
    ["24h", 144, 600],
    ["7d", 168, 3_600],
  ])("has for %s %i points of %i s on whole multiples", async (window, points, stepSeconds) => {
    const rig = aBusyRig();
    rig.nowMs += 123_456;
    const found = await metricsOf(rig, `?window=${window}`);
    expect([found.series.length, found.stepSeconds]).toEqual([points, stepSeconds]);
    expect(Date.parse(found.from) % (stepSeconds * 1_000)).toBe(0);
    expect(Date.parse(found.until) - Date.parse(found.from)).toBe(points * stepSeconds * 1_000);
    expect(Date.parse(found.until)).toBeGreaterThan(rig.nowMs);
    expect(Date.parse(found.series.at(-1)?.at ?? "")).toBeLessThanOrEqual(rig.nowMs);
  });

  it("shows the budgets of the operator with what today has used", async () => {
    const found = await metricsOf(aBusyRig({ DAILY_WRITE_BUDGET: 800 }));
    expect(found.budgets).toEqual({ put: { limit: 800, used: 5 } });
  });

  it("refuses another window and names those that there are", async () => {
    const problem = await problemOf(await aBusyRig().request("/v1/metrics?window=2h"));
    expect(problem).toMatchObject({
      status: 422,
      errors: [{ parameter: "window", detail: "expected 1h, 24h, 7d" }],
    });
  });
});

describe("GET /v1/usage", () => {
  it("says when each quota is used up at the rate of the last hour", async () => {
    const rig = aBusyRig({ DAILY_DELETE_BUDGET: 5 });
    const today = { "kv-put-applied": 320, "kv-delete-applied": 5, accepted: 900 };
    rig.operations.summaries = [aSummary({ today })];
    rig.operations.minutes = [
      { index: THIS_MINUTE, counts: { "kv-put-applied": 100 } },
      { index: THIS_MINUTE - 59, counts: { "kv-put-applied": 20, accepted: 400 } },
      { index: THIS_MINUTE - 60, counts: { "kv-put-applied": 20, accepted: 400 } },
    ];
    const { quotas, ...day } = Usage.parse(await (await rig.request("/v1/usage")).json());
    expect(day).toEqual({ day: "2027-01-15", resetsAt: "2027-01-16T00:00:00.000Z" });
    expect(quotas).toEqual([
      {
        quota: "kv_puts",
        origin: "free-plan",
        limit: 1_000,
        used: 320,
        left: 680,
        usedLastHour: 120,
        trend: "increasing",
        usedUpAt: "2027-01-15T13:40:00.000Z",
        forecast: "at this rate used up at 13:40 UTC",
      },
      expect.objectContaining({ quota: "kv_deletes", left: 995, trend: "stable", usedUpAt: null }),
      expect.objectContaining({ quota: "kv_reads", used: 0 }),
      expect.objectContaining({ quota: "queue_operations", used: 2_700, trend: "stable" }),
      expect.objectContaining({
        quota: "delete_budget",
        origin: "budget",
        left: 0,
        forecast: "used up until 00:00 UTC",
      }),
    ]);
  });
});

describe("GET /metrics", () => {
  const read = async (rig: ProducerRig) => {
    const response = await rig.request("/metrics");
    expect(response.headers.get("Content-Type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const families = parseExposition(await response.text());
    return new Map(families.map((family) => [family.name, family] as const));
  };

  it("is text that a strict parser reads, with every metric of ours", async () => {
    const families = await read(aBusyRig({ DAILY_WRITE_BUDGET: 800 }));
    expect([...families.keys()].every((name) => name.startsWith("sluice_"))).toBe(true);
    expect(families.get("sluice_intents_accepted_total")?.samples[0]?.value).toBe(11);
    expect(families.get("sluice_kv_calls_total")?.samples).toContainEqual({
      name: "sluice_kv_calls_total",
      labels: { operation: "put", outcome: "applied" },
      value: 5,
    });
    expect(families.get("sluice_quota_limit")?.samples.at(-1)).toMatchObject({
      labels: { quota: "put_budget" },
      value: 800,
    });
    expect(families.get("sluice_oldest_intent_age_seconds")?.samples[0]?.value).toBe(9);
  });

  it("has the latencies as a cumulative histogram in seconds", async () => {
    const samples = (await read(aBusyRig())).get("sluice_accept_to_applied_seconds")?.samples ?? [];
    const at = (le: string) => samples.find(({ labels }) => labels.le === le)?.value;
    expect([at("0.63"), at("1"), at("1.6"), at("+Inf")]).toEqual([0, 6, 6, 6]);
    expect(samples.slice(-2).map(({ value }) => value)).toEqual([4.8, 6]);
  });

  it("needs a token with the scope ops:read", async () => {
    expect((await aBusyRig().request("/metrics", {}, null)).status).toBe(401);
    const rig = new ProducerRig({ tokens: { reader: { scopes: ["read"] } } });
    expect((await rig.request("/metrics", {}, "reader")).status).toBe(403);
  });

  it("says so when the ledger does not answer", async () => {
    const rig = aBusyRig();
    rig.operations.isBroken = true;
    for (const path of ["/metrics", "/v1/metrics", "/v1/usage"]) {
      expect((await rig.request(path)).status).toBe(503);
    }
  });
});
