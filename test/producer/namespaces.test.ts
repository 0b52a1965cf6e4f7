import { describe, expect, it } from "vitest";
import { openTally } from "../../shared/ledger/tally.ts";
import { problemOf } from "../support/problem-of.ts";
import { ProducerRig } from "../support/producer-rig.ts";
import { aSummary } from "../support/scripted-operations.ts";

const SINCE = "2027-01-15T08:00:00.000Z";
const NAMESPACES = { default: "KV", orders: "ORDERS" };
const rigOf = () => new ProducerRig({ settings: { NAMESPACES } });

describe("GET /v1/namespaces", () => {
  it("lists what stops each namespace that the token covers", async () => {
    const rig = new ProducerRig({
      settings: { NAMESPACES },
      tokens: { all: {}, some: { namespaces: ["orders"] } },
    });
    rig.operations.breaker = { sinceMs: rig.nowMs, untilMs: rig.nowMs + 30_000 };
    const response = await rig.request("/v1/namespaces", {}, "some");
    expect(await response.json()).toEqual({
      namespaces: [
        {
          name: "orders",
          pause: null,
          breaker: { since: SINCE, until: "2027-01-15T08:00:30.000Z" },
          confirmed: true,
        },
      ],
    });
    const all = await rig.request("/v1/namespaces");
    expect(await all.json()).toMatchObject({
      namespaces: [{ name: "default" }, { name: "orders" }],
    });
  });

  it("answers 503 when the gate does not", async () => {
    const rig = rigOf();
    rig.operations.isBroken = true;
    const response = await rig.request("/v1/namespaces");
    expect(response.status).toBe(503);
    expect((await problemOf(response)).detail).toContain("the gate");
  });
});

describe("pausing and resuming a namespace", () => {
  it("takes a reason, or none, and answers with the namespace", async () => {
    const rig = rigOf();
    const paused = await rig.post("/v1/namespaces/orders/pause", { reason: "migration" });
    expect(paused.status).toBe(200);
    expect(await paused.json()).toEqual({
      name: "orders",
      pause: { since: SINCE, reason: "migration" },
      breaker: null,
      confirmed: true,
    });
    const path = "/v1/namespaces/default/pause";
    expect((await rig.request(path, { method: "POST" })).status).toBe(200);
    expect(rig.operations.asked.at(-1)?.given).toEqual(["default", null]);
    // As a client sends it that does not announce the length.
    expect((await rig.request(path, { method: "POST", body: "" })).status).toBe(200);
  });

  it("resumes", async () => {
    const rig = rigOf();
    const response = await rig.request("/v1/namespaces/orders/resume", { method: "POST" });
    expect(await response.json()).toMatchObject({ name: "orders", pause: null });
  });

  it.each(["pause", "resume"])("answers 404 to %s of an unknown namespace", async (action) => {
    const rig = rigOf();
    const response = await rig.request(`/v1/namespaces/nope/${action}`, { method: "POST" });
    expect(response.status).toBe(404);
    expect((await problemOf(response)).type).toBe("urn:sluice:problem:namespace-unknown");
    expect(rig.operations.asked).toEqual([]);
  });

  it.each([
    ["a reason that is no text", { reason: 5 }],
    ["a reason of 501 characters", { reason: "x".repeat(501) }],
    ["another member", { until: "tomorrow" }],
  ])("refuses %s, naming it", async (_what, body) => {
    const rig = rigOf();
    const response = await rig.post("/v1/namespaces/orders/pause", body);
    expect(response.status).toBe(422);
    expect((await problemOf(response)).errors).toHaveLength(1);
    expect(rig.operations.asked).toEqual([]);
  });
});

describe("MAX_HELD", () => {
  const held = (count: number) => {
    const tally = openTally();
    tally.held.pause = count;
    return [aSummary({ tally })];
  };

  it("refuses new writes with Retry-After while so many wait, whoever brings them", async () => {
    const rig = new ProducerRig({ settings: { MAX_HELD: 10 } });
    rig.operations.summaries = [...held(4), ...held(6)];
    const answers = [
      await rig.put("a", "1"),
      await rig.request("/v1/kv/default/a", { method: "DELETE" }),
      await rig.post("/v1/intents", { intents: [{ op: "delete", key: "a" }] }),
    ];
    for (const response of answers) {
      expect(response.status).toBe(503);
      expect(response.headers.get("Retry-After")).toBe("30");
      expect((await problemOf(response)).type).toBe("urn:sluice:problem:backlog-full");
    }
    const bulk = "/client/v4/accounts/any/storage/kv/namespaces/default/bulk/delete";
    expect((await rig.post(bulk, ["a"])).status).toBe(503);
    expect(rig.queue.intents).toEqual([]);
  });

  it("asks once for the writes of five seconds", async () => {
    const rig = new ProducerRig({ settings: { MAX_HELD: 10 } });
    rig.operations.summaries = held(9);
    for (let write = 0; write < 5; write++) await rig.put("a", "1");
    expect(rig.operations.asked).toHaveLength(1);
    rig.nowMs += 5_000;
    rig.operations.summaries = held(10);
    expect((await rig.put("a", "1")).status).toBe(503);
    expect(rig.operations.asked).toHaveLength(2);
    rig.nowMs += 5_000;
    rig.operations.summaries = held(0);
    expect((await rig.put("a", "1")).status).toBe(202);
  });

  it("asks nothing without the setting, and refuses nothing when the ledger does not answer", async () => {
    const rig = new ProducerRig();
    await rig.put("a", "1");
    expect(rig.operations.asked).toEqual([]);
    const bounded = new ProducerRig({ settings: { MAX_HELD: 1 } });
    bounded.operations.isBroken = true;
    expect((await bounded.put("a", "1")).status).toBe(202);
  });
});
