import { describe, expect, it } from "vitest";
import { ago, json, NOW_MS, run, type SentRequest, VERSION } from "../fake-world.ts";

const quiet = {
  queues: {
    writes: { messages: 0, bytes: 0 },
    immediate: { messages: 0, bytes: 0 },
    deadLetters: { messages: 0, bytes: 0 },
  },
  pending: 0,
  held: { total: 0, byReason: { pace: 0, backoff: 0, quota: 0, breaker: 0, pause: 0 } },
  dead: 0,
  oldestAgeMs: null,
};
const busy = {
  ...quiet,
  queues: {
    ...quiet.queues,
    writes: { messages: 1_312, bytes: 409_600, oldestAt: ago(4_200) },
  },
  pending: 1_312,
  held: { total: 17, byReason: { pace: 15, backoff: 2 } },
  dead: 5,
  oldestAgeMs: 4_200,
};

const UNKNOWN_ROUTE = { title: "No such route", status: 404 };

/** A producer of an earlier version knows the backlog only. */
const answers =
  (backlog: unknown, more: Readonly<Record<string, unknown>> = {}) =>
  ({ target }: SentRequest) => {
    const body = target === "/v1/backlog" ? backlog : more[target];
    return body === undefined ? json(UNKNOWN_ROUTE, 404) : json(body);
  };

const ACTIVE = {
  "/v1/metrics?window=1h": {
    totals: {
      accepted: 12_345,
      applied: 1_210,
      unchanged: 17,
      superseded: 11_101,
      dead: 5,
      coalescingRatio: 10.31,
      acceptToApplied: { p50Ms: 912, p99Ms: 1_804 },
    },
  },
  "/v1/usage": {
    day: "2026-11-21",
    resetsAt: "2026-11-22T00:00:00.000Z",
    quotas: [
      aQuota("kv_puts", 820, 1_000, "increasing", "at this rate used up at 13:40 UTC"),
      aQuota("queue_operations", 37_035, 10_000, "stable", "used up until 00:00 UTC"),
      aQuota("put_budget", 820, 5_000, "decreasing", "at this rate enough until 00:00 UTC"),
    ],
  },
};

function aQuota(quota: string, used: number, limit: number, trend: string, forecast: string) {
  const origin = quota === "put_budget" ? "budget" : "free-plan";
  const usedUpAt = forecast.includes("enough") ? null : "2026-11-21T13:40:00.000Z";
  return { quota, origin, limit, used, left: 0, trend, usedUpAt, forecast };
}

describe("status", () => {
  it("says in words and numbers what waits, and is 8 while dead letters do", async () => {
    const done = await run(["status"], { answer: answers(busy), terminal: true });
    expect(done.status).toBe(8);
    expect(done.stdout).toBe(
      [
        "Degraded: 5 dead letters to replay or discard.",
        "",
        "Pending  1,312  oldest 4s",
        "  held      17  pace 15, backoff 2",
        "Dead         5",
        "",
        "QUEUE         MESSAGES      SIZE  OLDEST",
        "writes           1,312  409.6 kB  4s ago",
        "immediate            0       0 B  -",
        "dead letters         0       0 B  -",
        "",
      ].join("\n"),
    );
    expect(done.stderr).toBe("Next: sluice dlq list\n");
  });

  it("gives cells in a pipe", async () => {
    const done = await run(["status"], { answer: answers(busy) });
    expect(done.stdout).toBe(
      [
        "state\tdegraded",
        "reason\t5 dead letters to replay or discard",
        "pending\t1312",
        "held\t17",
        "held.pace\t15",
        "held.backoff\t2",
        "dead\t5",
        "oldestAgeMs\t4200",
        `queue.writes\t1312\t409600\t${ago(4_200)}`,
        "queue.immediate\t0\t0\t",
        "queue.dead letters\t0\t0\t",
        "",
      ].join("\n"),
    );
    expect(done.stderr).toBe("");
  });

  it("gives the backlog with its state as JSON", async () => {
    const done = await run(["status", "--json"], { answer: answers(busy) });
    expect(JSON.parse(done.stdout)).toEqual({
      state: "degraded",
      reasons: ["5 dead letters to replay or discard"],
      ...busy,
    });
  });

  it.each([
    ["0 when nothing waits", quiet, 0, "Quiet: every write that was seen is settled."],
    [
      "0 while writes wait for their turn",
      { ...busy, dead: 0 },
      0,
      "Working: 1,312 writes on the way.",
    ],
    [
      "8 while a message of a crashed batch waits",
      { ...quiet, queues: { ...quiet.queues, deadLetters: { messages: 1, bytes: 9 } } },
      8,
      "Degraded: 1 message in the dead-letter queue.",
    ],
    [
      "8 while a breaker or a quota holds writes",
      { ...quiet, held: { total: 3, byReason: { breaker: 1, quota: 2 } } },
      8,
      "Degraded: 1 write held by an open breaker; 2 writes held until the quota resets.",
    ],
  ])("is %s", async (_case, backlog, status, headline) => {
    const done = await run(["status"], { answer: answers(backlog), terminal: true });
    expect([done.status, done.stdout.split("\n")[0]]).toEqual([status, headline]);
  });

  it("shows below what the last hour did and what today has used, in 80 columns", async () => {
    const done = await run(["status"], { answer: answers(busy, ACTIVE), terminal: true });
    expect(done.stdout.split("\n").slice(10)).toEqual([
      "",
      "Last hour: 12,345 accepted, 1,210 applied (17 unchanged), 11,101 superseded,",
      "10.31 intents per KV write, applied after 0.9 s (p50), 1.8 s (p99).",
      "",
      "TODAY (UTC)    USED    LIMIT  TREND       FORECAST",
      "KV puts         820   1,000*  increasing  used up at 13:40 UTC",
      "queue ops    37,035  10,000*  stable      used up until 00:00 UTC",
      "put budget      820    5,000  decreasing  enough until 00:00 UTC",
      "* of the free plan",
      "",
    ]);
    expect(Math.max(...done.stdout.split("\n").map((line) => line.length))).toBeLessThan(81);
  });

  it("counts one intent per KV write as one", async () => {
    const metrics = ACTIVE["/v1/metrics?window=1h"];
    const even = { totals: { ...metrics.totals, coalescingRatio: 1 } };
    const more = { ...ACTIVE, "/v1/metrics?window=1h": even };
    const done = await run(["status"], { answer: answers(busy, more), terminal: true });
    expect(done.stdout).toContain("superseded, 1\nintent per KV write");
  });

  it("gives the same as cells and as JSON", async () => {
    const answer = answers(busy, ACTIVE);
    const { stdout } = await run(["status"], { answer });
    expect(stdout).toContain("lastHour.coalescingRatio\t10.31\n");
    expect(stdout).toContain("quota.kv_puts\t820\t1000\tincreasing\t2026-11-21T13:40:00.000Z\n");
    const document = JSON.parse((await run(["status", "--json"], { answer })).stdout);
    expect(document.lastHour.accepted).toBe(12_345);
    expect(document.usage.quotas).toHaveLength(3);
  });

  it("is coloured on a terminal only, and not with NO_COLOR or a dumb one", async () => {
    const answer = answers(busy);
    const colours = async (terminal: boolean, env: Record<string, string | undefined>) =>
      (await run(["status"], { answer, terminal, env })).stdout.includes("\u001b[");
    expect(await colours(true, { NO_COLOR: undefined })).toBe(true);
    expect(await colours(true, { NO_COLOR: "1" })).toBe(false);
    expect(await colours(true, { NO_COLOR: "", TERM: "dumb" })).toBe(false);
    expect(await colours(false, { NO_COLOR: undefined })).toBe(false);
  });
});

describe("status of a key", () => {
  const held = {
    namespace: "default",
    key: "a/b",
    newest: { version: VERSION },
    applied: null,
    version: VERSION,
    state: "pending",
    heldFor: "backoff",
    notBefore: new Date(NOW_MS + 12_000).toISOString(),
    failures: 3,
  };

  it("shows a version, its state and why it waits", async () => {
    const done = await run(["status", "a/b", "--version", VERSION], {
      answer: () => json(held),
      terminal: true,
    });
    expect(done.sent[0]?.target).toBe(`/v1/status/default/a%2Fb?version=${VERSION}`);
    expect([done.status, done.stdout]).toEqual([
      0,
      [
        "default/a/b",
        `Newest      ${VERSION}`,
        "Applied     none known",
        `Version     ${VERSION}`,
        "State       pending",
        "Held for    backoff",
        "Not before  in 12s (2026-11-21T12:00:12.000Z)",
        "Failures    3",
        "",
      ].join("\n"),
    ]);
  });

  it("gives cells in a pipe and the answer as JSON", async () => {
    const applied = { version: VERSION, at: ago(1_000) };
    const answer = () => json({ namespace: "default", key: "k", newest: null, applied });
    expect((await run(["status", "k"], { answer })).stdout).toBe(
      `namespace\tdefault\nkey\tk\nnewest\t\napplied\t${VERSION}\t${ago(1_000)}\n`,
    );
    expect(JSON.parse((await run(["status", "k", "--json"], { answer })).stdout)).toEqual({
      namespace: "default",
      key: "k",
      newest: null,
      applied,
    });
  });
});
