import { describe, expect, it } from "vitest";
import type { AlarmStorage } from "../../consumer/timing/alarm-setter.ts";

/** Runs `use` on the storage of a new object, where that lives. */
export type WithAlarm = (use: (alarm: AlarmStorage) => Promise<void>) => Promise<void>;

/** So far ahead that nothing rings during a test. */
const FAR_MS = 4_000_000_000_000;

export function describeAlarmStorageContract(name: string, onNewAlarm: WithAlarm): void {
  describe(`${name} keeps an alarm`, () => {
    it("that is null before the first is set", () =>
      onNewAlarm(async (alarm) => {
        expect(await alarm.getAlarm()).toBeNull();
      }));

    it("to the millisecond", () =>
      onNewAlarm(async (alarm) => {
        await alarm.setAlarm(FAR_MS + 1);
        expect(await alarm.getAlarm()).toBe(FAR_MS + 1);
      }));

    it("which is one: the last that was set, earlier or later", () =>
      onNewAlarm(async (alarm) => {
        for (const timeMs of [FAR_MS, FAR_MS - 5_000, FAR_MS + 5_000]) {
          await alarm.setAlarm(timeMs);
          expect(await alarm.getAlarm()).toBe(timeMs);
        }
      }));

    it("and refuses a time of 0", () =>
      onNewAlarm(async (alarm) => {
        await expect((async () => alarm.setAlarm(0))()).rejects.toThrow("alarm time <= 0");
      }));

    it("that can be read before setting it is confirmed", () =>
      onNewAlarm(async (alarm) => {
        const set = alarm.setAlarm(FAR_MS);
        expect(await alarm.getAlarm()).toBe(FAR_MS);
        await set;
      }));
  });
}
