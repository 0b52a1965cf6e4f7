import { describe, expect, it } from "vitest";
import { pollUntil } from "../support/poll-until.ts";
import { runSluice } from "../support/run-sluice.ts";
import { sluiceUser } from "../support/sluice-user.ts";
import { startedOnce } from "../support/started-once.ts";

const DEADLINE_MS = 45_000;
const BUDGET = 20;

const sluice = startedOnce(() => runSluice({ vars: { DAILY_WRITE_BUDGET: BUDGET } }));
const user = sluiceUser(sluice);

const post = (path: string) => sluice.fetch(path, { method: "POST" });

async function heldReasons(): Promise<Record<string, number>> {
  const response = await sluice.fetch("/v1/backlog");
  const { held } = (await response.json()) as { held: { byReason: Record<string, number> } };
  return held.byReason;
}

const landed = async () => (await sluice.strictKv.report()).landed;

describe("the limits", () => {
  it("hold the writes of a paused namespace until it is resumed", async () => {
    const paused = await post("/v1/namespaces/default/pause");
    expect(await paused.json()).toMatchObject({ name: "default", confirmed: true });
    const receipt = await user.put("paused", "value");
    await pollUntil(async () => (await heldReasons()).pause === 1, DEADLINE_MS);
    expect(await landed()).toBe(0);
    const resumed = await post("/v1/namespaces/default/resume");
    expect(await resumed.json()).toMatchObject({ pause: null, confirmed: true });
    await user.untilState(receipt, "applied");
  });

  it("spend a budget to its reserve, which is for immediate writes", async () => {
    const receipts = [];
    for (let n = 0; n < 2 * BUDGET; n++) receipts.push(await user.put(`key-${n}`, "value"));
    // In the first minutes of a day less is handed out; never is it more.
    await pollUntil(async () => ((await heldReasons()).quota ?? 0) >= BUDGET, DEADLINE_MS);
    expect(await landed()).toBeLessThanOrEqual(BUDGET - 1);
    const response = await sluice.fetch("/v1/kv/default/urgent?priority=immediate", {
      method: "PUT",
      body: "now",
    });
    const urgent = (await response.json()) as (typeof receipts)[number];
    await user.untilState(urgent, "applied");
    expect(await landed()).toBeLessThanOrEqual(BUDGET);
  });

  it("stop an operation in all shards when the platform says that its day is over", async () => {
    await sluice.strictKv.setFault({
      name: "limit",
      keys: { kind: "prefix", prefix: "" },
      effect: { kind: "daily-limit" },
    });
    for (let n = 0; n < 16; n++) {
      await sluice.fetch(`/v1/kv/default/delete-${n}`, { method: "DELETE" });
    }
    await pollUntil(async () => ((await heldReasons()).quota ?? 0) >= BUDGET + 16, DEADLINE_MS);
    await sluice.strictKv.clearFaults();
    const before = await landed();
    await sluice.fetch("/v1/kv/default/delete-99", { method: "DELETE" });
    await pollUntil(async () => ((await heldReasons()).quota ?? 0) >= BUDGET + 17, DEADLINE_MS);
    expect(await landed()).toBe(before);
  });
});
