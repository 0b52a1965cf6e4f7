import { describe, expect, it } from "vitest";
import { openApi } from "../../../producer/ops/api/api.ts";
import { type Live, LiveData, NOTHING_YET } from "../../../producer/ops/api/live-data.ts";
import { delayMs, dueIn, staleAfterMs } from "../../../producer/ops/model/polling.ts";
import { FakePageWorld } from "./fake-page-world.ts";

const METRICS = "/v1/metrics?window=1h";

function start(paceMs: number | null = 5_000, world = new FakePageWorld()) {
  const told: Live[] = [];
  const data = new LiveData(openApi(world.ask, "slc_a_b"), world, paceMs, (live) =>
    told.push(live),
  );
  const stop = data.start();
  return { world, data, stop, live: () => told.at(-1) ?? NOTHING_YET };
}

const problem = (status: number, slug: string) => ({
  status,
  body: { type: `urn:sluice:problem:${slug}`, title: "No", detail: "not now" },
});

describe("live data", () => {
  it("asks for nothing but the token before that is taken", async () => {
    const world = new FakePageWorld();
    world.replies.set("/v1/token", problem(401, "unauthenticated"));
    const { live } = start(5_000, world);
    await world.pass(60_000);
    expect(world.asked).toEqual(["/v1/token"]);
    expect(live().isRefused).toBe(true);
  });

  it("asks for everything then, and for the figures every five seconds", async () => {
    const { world, live } = start();
    await world.pass(0);
    expect(world.asked).toHaveLength(9);
    expect(live().slots.metrics).toMatchObject({ body: {}, atMs: world.nowMs, problem: null });
    world.take(METRICS);
    await world.pass(60_000);
    expect(world.take(METRICS)).toBe(12);
  });

  it("asks nothing while the page is hidden, and at once when it is shown again", async () => {
    const { world } = start();
    await world.pass(0);
    world.setAway(true);
    world.take(METRICS);
    await world.pass(600_000);
    expect(world.take("/")).toBe(0);
    world.setAway(false);
    await world.pass(0);
    expect(world.take(METRICS)).toBe(1);
  });

  it("asks nothing while it is paused, but when it is told to", async () => {
    const { world, data } = start(null);
    await world.pass(600_000);
    expect(world.take(METRICS)).toBe(1);
    data.refresh();
    await world.pass(600_000);
    expect(world.take(METRICS)).toBe(1);
    data.setPace(2_000);
    await world.pass(10_000);
    expect(world.take(METRICS)).toBeGreaterThan(3);
  });

  it("waits longer and longer while nobody answers, keeps what it has, and recovers", async () => {
    const { world, live } = start();
    await world.pass(0);
    const answeredAtMs = live().answeredAtMs;
    world.isDown = true;
    world.take(METRICS);
    await world.pass(300_000);
    expect(world.take(METRICS)).toBeLessThan(10);
    expect(live()).toMatchObject({ answeredAtMs, slots: { metrics: { body: {} } } });
    expect(live().failures).toBeGreaterThan(3);
    world.isDown = false;
    await world.pass(60_000);
    expect(live()).toMatchObject({ failures: 0, slots: { metrics: { problem: null } } });
  });

  it("goes on with the others when one fails, and asks for that one in every round", async () => {
    const { world, live } = start();
    world.replies.set("/v1/usage", problem(503, "unavailable"));
    await world.pass(0);
    expect(live().slots.usage).toMatchObject({ body: null, problem: { slug: "unavailable" } });
    expect(live().slots.metrics.problem).toBeNull();
    world.take("/");
    await world.pass(20_000);
    expect(world.take("/v1/usage")).toBe(4);
    world.replies.delete("/v1/usage");
    await world.pass(5_000);
    expect(live().slots.usage).toMatchObject({ body: {}, problem: null });
  });

  it("stops when the token is not taken any more", async () => {
    const { world, live } = start();
    await world.pass(0);
    world.replies.set("/v1/metrics", problem(401, "unauthenticated"));
    await world.pass(5_000);
    expect(live().isRefused).toBe(true);
    world.take("/");
    await world.pass(600_000);
    expect(world.take("/")).toBe(0);
  });

  it("asks for everything anew when it is told to while a round is under way", async () => {
    const { world, data } = start();
    await world.pass(0);
    world.take("/");
    data.refresh();
    data.refresh();
    await world.pass(0);
    expect(world.take("/v1/audit")).toBe(2);
  });

  it("asks for nothing anew when the round under way is refused the token", async () => {
    const { world, data } = start();
    await world.pass(0);
    world.replies.set("/v1/metrics", problem(401, "unauthenticated"));
    world.take("/");
    data.refresh();
    data.refresh();
    await world.pass(60_000);
    expect(world.take("/v1/audit")).toBe(1);
  });

  it("asks for the week only while it is looked at", async () => {
    const { world, data } = start();
    await world.pass(120_000);
    expect(world.take("/v1/metrics?window=7d")).toBe(0);
    data.setWindow("7d");
    await world.pass(0);
    expect(world.take("/v1/metrics?window=7d")).toBe(1);
  });

  it("ends when the page leaves it", async () => {
    const { world, stop } = start();
    await world.pass(0);
    stop();
    world.take("/");
    await world.pass(600_000);
    expect(world.take("/")).toBe(0);
  });
});

describe("the pace of polling", () => {
  it("asks for everything in the first round and for the figures in each", () => {
    expect(dueIn(0)).toHaveLength(8);
    expect(dueIn(1)).toEqual(["metrics"]);
    expect(dueIn(6)).toEqual([
      "metrics",
      "summary",
      "namespaces",
      "attention",
      "audit",
      "token",
      "usage",
    ]);
  });

  it("doubles after each failure, a minute at the most, with chance", () => {
    expect([0, 1, 2, 9].map((failures) => delayMs(5_000, failures, () => 1))).toEqual([
      5_000, 10_000, 20_000, 60_000,
    ]);
    expect(delayMs(5_000, 1, () => 0)).toBe(7_500);
    expect(staleAfterMs(5_000)).toBe(17_000);
  });
});
