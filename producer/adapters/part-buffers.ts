import { UPLOAD_PART_BYTES } from "../../shared/limits.ts";
import type { Clock } from "../../shared/ports.ts";
import type { UploadTurn } from "../payload-uploads.ts";
import { systemClock } from "./system-clock.ts";

/** A whole part of a multipart upload, for one upload at a time. */
export type PartBuffer = {
  readonly bytes: Uint8Array;
  /** Nobody uses the bytes any more. */
  readonly release: () => void;
};

/** Four parts are a sixth of an isolate's 128 MB (https://developers.cloudflare.com/workers/platform/limits/). */
const MOST = 4;
/** Longer than an upload at a usual speed; then others need not wait for it. */
const LEASE_MS = 15_000;
const PATIENCE_MS = 60_000;
const POLL_MS = 50;

/**
 * The memory of all uploads of unknown length in an isolate: hundreds of them at once would otherwise
 * need a part each. A request whose client goes away may end without a word, and nothing of one
 * request may wake another; so a buffer is free again after a while, and whoever waits looks again.
 */
export class PartBuffers {
  readonly #clock: Clock;
  readonly #taken = new Map<PartBuffer, number>();
  readonly #spare: Uint8Array[] = [];

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** Rejects when none is free for a minute, or `at-once`. */
  async take(turn: UploadTurn = "waits"): Promise<PartBuffer> {
    const endMs = this.#clock.now() + (turn === "waits" ? PATIENCE_MS : 0);
    for (;;) {
      this.#forgetOverdue();
      if (this.#taken.size < MOST) return this.#give();
      if (this.#clock.now() >= endMs) {
        throw new Error(
          `${MOST} uploads without Content-Length are under way; send the length, or try again`,
        );
      }
      await this.#clock.sleep(POLL_MS, NEVER);
    }
  }

  #give(): PartBuffer {
    const bytes = this.#spare.pop() ?? new Uint8Array(UPLOAD_PART_BYTES);
    const buffer: PartBuffer = {
      bytes,
      release: () => {
        // One that came too late keeps its bytes: they are not given to a second upload.
        if (this.#taken.delete(buffer)) this.#spare.push(bytes);
      },
    };
    this.#taken.set(buffer, this.#clock.now());
    return buffer;
  }

  #forgetOverdue(): void {
    const overdueMs = this.#clock.now() - LEASE_MS;
    for (const [buffer, takenAtMs] of this.#taken) {
      if (takenAtMs <= overdueMs) this.#taken.delete(buffer);
    }
  }
}

const NEVER = new AbortController().signal;
