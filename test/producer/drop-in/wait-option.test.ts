import { describe, expect, it, vi } from "vitest";
import { queueDelete, queuePut } from "../../../producer/drop-in/queue-write.ts";
import { WaitBoard } from "../../../producer/wait/wait-board.ts";
import type { WaitServices } from "../../../producer/wait/wait-for-states.ts";
import type { FinalState } from "../../../shared/ledger/known-versions.ts";
import { DropInRig } from "../../support/drop-in-rig.ts";
import { NOW_MS } from "../../support/versions.ts";

/** A ledger that gives this answer, on a clock that moves while somebody sleeps. */
function waitingFor(state: FinalState | null): WaitServices {
  let nowMs = NOW_MS;
  const services = {
    clock: {
      now: () => nowMs,
      sleep: async (durationMs: number) => {
        nowMs += durationMs;
      },
    },
    ledger: { states: async (_shard: number, names: readonly unknown[]) => names.map(() => state) },
    waits: new WaitBoard(1),
    report: () => {},
  };
  return services as unknown as WaitServices;
}

describe("the option wait of the drop-in", () => {
  it("adds the final state to the receipt when that is reached in time", async () => {
    const target = { ...new DropInRig().target, waiting: waitingFor("applied") };
    expect(await queuePut(target, ["k", "v", { wait: 5 }])).toMatchObject({
      op: "put",
      state: "applied",
    });
    expect(await queueDelete(target, ["k", { wait: 5 }])).toMatchObject({
      op: "delete",
      state: "applied",
    });
  });

  it("gives the receipt alone when the time is over", async () => {
    const target = { ...new DropInRig().target, waiting: waitingFor(null) };
    expect(await queuePut(target, ["k", "v", { wait: 1 }])).not.toHaveProperty("state");
  });

  it("asks nobody without it", async () => {
    const waiting = waitingFor("applied");
    const states = vi.spyOn(waiting.ledger, "states");
    const target = { ...new DropInRig().target, waiting };
    expect(await queuePut(target, ["k", "v"])).not.toHaveProperty("state");
    expect(states).not.toHaveBeenCalled();
  });

  it.each([0, 31, 1.5, "5", null])("refuses %s, and queues nothing", async (wait) => {
    const rig = new DropInRig();
    const call = queuePut({ ...rig.target, waiting: waitingFor("applied") }, ["k", "v", { wait }]);
    await expect(call).rejects.toThrow("KV PUT failed: 400 Invalid wait.");
    expect(rig.queue.attempts).toBe(0);
  });

  it("is refused where no ledger is bound", async () => {
    const rig = new DropInRig();
    const call = queuePut(rig.target, ["k", "v", { wait: 5 }]);
    await expect(call).rejects.toThrow("queuedKV cannot wait");
    expect(rig.queue.attempts).toBe(0);
  });
});
