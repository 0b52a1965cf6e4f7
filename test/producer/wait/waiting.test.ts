import { describe, expect, it } from "vitest";
import { ManualClock } from "../../support/manual-clock.ts";
import { ProducerRig } from "../../support/producer-rig.ts";

/** A producer whose time passes only when a test lets it. */
function aWaitingRig() {
  const clock = new ManualClock();
  const rig = new ProducerRig({ services: { clock } });
  const polls = () => rig.operations.asked.filter(({ call }) => call === "states").length;
  const put = (prefer: string, key = "k", init: RequestInit = {}) =>
    rig.put(key, "v", { headers: { Prefer: prefer }, ...init });
  return { clock, rig, polls, put };
}

describe("a write with Prefer: wait", () => {
  it("answers 200 with the final state once that is reached", async () => {
    const { clock, rig, put } = aWaitingRig();
    const answer = put("wait=10");
    await clock.advance(2_000);
    rig.operations.finalState = "applied";
    await clock.advance(1_000);
    const response = await answer;
    expect(response.status).toBe(200);
    expect(response.headers.get("Preference-Applied")).toBe("wait");
    expect(await response.json()).toMatchObject({ key: "k", status: "accepted", state: "applied" });
  });

  it("answers 202 as ever when the time is over first", async () => {
    const { clock, put } = aWaitingRig();
    const answer = put("wait=2");
    await clock.advance(2_000);
    const response = await answer;
    expect(response.status).toBe(202);
    expect(response.headers.get("Preference-Applied")).toBeNull();
    expect(await response.json()).not.toHaveProperty("state");
  });

  it("asks the ledger less often the longer it waits", async () => {
    const { clock, polls, put } = aWaitingRig();
    const answer = put("wait=30");
    await clock.advance(3_000);
    const atFirst = polls();
    await clock.advance(27_000);
    await answer;
    expect(atFirst).toBeGreaterThanOrEqual(5);
    expect(polls()).toBeLessThanOrEqual(40);
  });

  it("asks as often for a hundred waiters of a shard as for one", async () => {
    const { clock, polls, put } = aWaitingRig();
    const answers = Array.from({ length: 100 }, () => put("wait=2"));
    await clock.advance(2_000);
    await Promise.all(answers);
    expect(polls()).toBeLessThanOrEqual(8);
  });

  it("goes on when the ledger does not answer once", async () => {
    const { clock, rig, put } = aWaitingRig();
    rig.operations.isBroken = true;
    const answer = put("wait=5");
    await clock.advance(1_000);
    rig.operations.isBroken = false;
    rig.operations.finalState = "superseded";
    await clock.advance(1_000);
    expect(await (await answer).json()).toMatchObject({ state: "superseded" });
  });

  it("stops asking when the caller has gone", async () => {
    const { clock, polls, put } = aWaitingRig();
    const caller = new AbortController();
    const answer = put("wait=30", "k", { headers: { Prefer: "wait=30" }, signal: caller.signal });
    await clock.advance(1_000);
    caller.abort();
    await answer;
    const asked = polls();
    await clock.advance(5_000);
    expect(polls()).toBe(asked);
  });

  it("asks nothing without the preference, or with a malformed one", async () => {
    const { polls, put } = aWaitingRig();
    expect((await put("wait=soon")).status).toBe(202);
    expect((await put("return=minimal")).status).toBe(202);
    expect(polls()).toBe(0);
  });

  it("works for deletions and for many intents", async () => {
    const { clock, rig } = aWaitingRig();
    rig.operations.finalState = "applied";
    const headers = { Prefer: "wait=5" };
    const deleted = rig.request("/v1/kv/default/k", { method: "DELETE", headers });
    const body = JSON.stringify({
      intents: [
        { op: "put", key: "a", value: "1" },
        { op: "delete", key: "b" },
      ],
    });
    const posted = rig.request("/v1/intents", { method: "POST", headers, body });
    await clock.advance(1_000);
    expect(await (await deleted).json()).toMatchObject({ op: "delete", state: "applied" });
    const response = await posted;
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      receipts: [
        { key: "a", state: "applied" },
        { key: "b", state: "applied" },
      ],
    });
  });
});
