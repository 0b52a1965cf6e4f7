import type { AlarmStorage } from "../../consumer/timing/alarm-setter.ts";

/** The one alarm of a Durable Object, without the clock that would ring it. */
export class MemoryAlarm implements AlarmStorage {
  #setMs: number | null = null;

  async getAlarm(): Promise<number | null> {
    return this.#setMs;
  }

  async setAlarm(timeMs: number): Promise<void> {
    if (timeMs <= 0) throw new TypeError("setAlarm() cannot be called with an alarm time <= 0");
    this.#setMs = timeMs;
  }

  /** Whether it rings now; a ring uses it up. */
  take(nowMs: number): boolean {
    if (this.#setMs === null || this.#setMs > nowMs) return false;
    this.#setMs = null;
    return true;
  }
}
