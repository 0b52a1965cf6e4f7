import { describe, expect, it } from "vitest";
import { AlarmSetter, type AlarmStorage } from "../../../consumer/timing/alarm-setter.ts";
import { NOW_MS } from "../../support/versions.ts";

/** A storage that refuses the first alarm that is set. */
function refusingOnce() {
  const set: number[] = [];
  let refusals = 1;
  const storage: AlarmStorage = {
    getAlarm: async () => null,
    setAlarm: async (timeMs) => {
      if (refusals-- > 0) throw new Error("the storage is overloaded");
      set.push(timeMs);
    },
  };
  return { storage, set };
}

describe("the alarm of an object", () => {
  it("is set by the next call when the storage refused it", async () => {
    const { storage, set } = refusingOnce();
    const alarm = new AlarmSetter(storage);
    await expect(alarm.setFor(NOW_MS)).rejects.toThrow("overloaded");
    await alarm.setFor(NOW_MS);
    expect(set).toEqual([NOW_MS]);
  });

  it("is set once for what is due at the same time or later", async () => {
    const set: number[] = [];
    const storage = {
      getAlarm: async () => null,
      setAlarm: async (ms: number) => void set.push(ms),
    };
    const alarm = new AlarmSetter(storage);
    for (const dueMs of [NOW_MS, NOW_MS, NOW_MS + 1, NOW_MS - 1]) await alarm.setFor(dueMs);
    expect(set).toEqual([NOW_MS, NOW_MS - 1]);
  });
});
