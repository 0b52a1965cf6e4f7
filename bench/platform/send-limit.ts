import type { Platform } from "./platform.ts";

/** The platform says "a second"; a tenth of it here, so that a short run cannot live on the first one's. */
const WINDOW_MS = 100;

/** What a queue takes in a while; more is refused. */
export class SendLimit {
  readonly #platform: Platform;
  readonly #perWindow: number;
  #window = 0;
  #taken = 0;

  constructor(platform: Platform, messagesPerSecond: number) {
    this.#platform = platform;
    this.#perWindow = (messagesPerSecond * WINDOW_MS) / 1_000;
  }

  /** Whether so many messages are taken now; all of them or none. */
  takes(messages: number): boolean {
    const window = Math.floor(this.#platform.now() / WINDOW_MS);
    if (window !== this.#window) [this.#window, this.#taken] = [window, 0];
    if (this.#taken + messages > this.#perWindow) return false;
    this.#taken += messages;
    return true;
  }
}
