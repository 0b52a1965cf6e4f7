import type { Clock } from "../../shared/ports.ts";

type Timer = { readonly atMs: number; readonly ring: () => void };

/** A clock that stands still until `advance`; sleepers wake in order of their times. */
export class ManualClock implements Clock {
  #nowMs: number;
  #timers: readonly Timer[] = [];

  constructor(nowMs = 1_800_000_000_000) {
    this.#nowMs = nowMs;
  }

  now = (): number => this.#nowMs;

  sleep = (durationMs: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const timer = { atMs: this.#nowMs + durationMs, ring: resolve };
      this.#timers = [...this.#timers, timer].sort((a, b) => a.atMs - b.atMs);
      signal.addEventListener("abort", () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        reject(signal.reason);
      });
    });

  /** Moves time on; sleepers that are due wake with the time that they asked for. */
  async advance(durationMs: number): Promise<void> {
    await settleMicrotasks();
    const endMs = this.#nowMs + durationMs;
    for (;;) {
      const [next] = this.#timers;
      if (next === undefined || next.atMs > endMs) break;
      this.#timers = this.#timers.slice(1);
      this.#nowMs = next.atMs;
      next.ring();
      await settleMicrotasks();
    }
    this.#nowMs = endMs;
    await settleMicrotasks();
  }
}

const MICROTASK_ROUNDS = 50;

async function settleMicrotasks(): Promise<void> {
  for (let round = 0; round < MICROTASK_ROUNDS; round++) await null;
}
