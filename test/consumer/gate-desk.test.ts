import { expect, it } from "vitest";
import { GateDesk } from "../../consumer/gate/gate-desk.ts";
import { utcDay } from "../../shared/gate/utc-day.ts";
import { MemoryAlarm } from "../support/memory-alarm.ts";
import { MemoryGateStore } from "../support/memory-gate-store.ts";
import { NOW_MS } from "../support/versions.ts";

it("rings at once for what changed while a shard kept it waiting, whatever that shard's backoff", async () => {
  const alarm = new MemoryAlarm();
  let answer = (): void => undefined;
  const desk = new GateDesk({
    store: new MemoryGateStore(),
    shards: {
      count: 2,
      heed: async (shard, word) => {
        if (shard === 1) {
          await new Promise<void>((resolve) => {
            answer = resolve;
          });
          throw new Error("out of reach");
        }
        return { kind: "seen", serial: word.kind === "view" ? word.view.serial : 0 };
      },
    },
    alarm,
    now: () => NOW_MS,
    dice: () => 0.5,
    budgets: {},
    report: () => undefined,
  });
  const report = (day: number) => ({
    shard: 0,
    failing: [],
    probes: [],
    budgets: {},
    exhaustedDay: { put: day, delete: -1 },
  });
  const today = utcDay(NOW_MS);
  await desk.ask(report(today - 1));
  expect(alarm.take(NOW_MS)).toBe(true);
  const ring = desk.ring();
  await desk.ask(report(today));
  answer();
  await ring;
  expect(await alarm.getAlarm()).toBe(NOW_MS);
});
