import { describe, expect, it } from "vitest";
import { json, run } from "../fake-world.ts";

const SINCE = "2026-11-21T12:00:00.000Z";
const paused = {
  name: "orders",
  pause: { since: SINCE, reason: "migration" },
  breaker: null,
  confirmed: true,
};
const running = { ...paused, pause: null };

describe("pause", () => {
  it("stops a namespace, with a reason", async () => {
    const done = await run(["pause", "orders", "--reason", "migration"], {
      answer: () => json(paused),
    });
    expect(done.status).toBe(0);
    expect(done.sent).toMatchObject([
      { method: "POST", target: "/v1/namespaces/orders/pause", body: '{"reason":"migration"}' },
    ]);
    expect(done.stdout).toBe("orders\tpaused\n");
  });

  it("says to people since when, and that some shards have not heard yet", async () => {
    const done = await run(["pause", "-n", "orders"], {
      answer: () => json({ ...paused, confirmed: false }),
      terminal: true,
    });
    expect(done.stdout).toBe(
      `orders is paused since ${SINCE}. Some shards have not confirmed yet; they are told again.\n`,
    );
  });

  it("refuses two different namespaces and sends nothing", async () => {
    const done = await run(["pause", "orders", "-n", "users"], { answer: () => json(paused) });
    expect(done.status).toBe(2);
    expect(done.sent).toEqual([]);
  });
});

describe("resume", () => {
  it("lets the default namespace go on", async () => {
    const done = await run(["resume"], { answer: () => json({ ...running, name: "default" }) });
    expect(done.sent).toMatchObject([
      { method: "POST", target: "/v1/namespaces/default/resume", body: "" },
    ]);
    expect(done.stdout).toBe("default\trunning\n");
  });

  it("says that a breaker is open", async () => {
    const done = await run(["resume", "orders"], {
      answer: () => json({ ...running, breaker: { since: SINCE, until: SINCE } }),
      terminal: true,
    });
    expect(done.stdout).toBe(`orders is not paused. Its breaker is open until ${SINCE}.\n`);
  });
});
