import type { Platform } from "./platform.ts";

/** A single server: what comes while it is busy waits for its turn. */
export class Turnstile {
  readonly #platform: Platform;
  #freeAtMs = 0;
  /** All that it has served so far. */
  busyMs = 0;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Resolves when work of that length is done. */
  async pass(durationMs: number): Promise<void> {
    const nowMs = this.#platform.now();
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs) + durationMs;
    this.busyMs += durationMs;
    await this.#platform.sleep(Math.ceil(this.#freeAtMs - nowMs));
  }
}
