import { type Backoff, type Dice, fullJitterMs } from "../../shared/backoff.ts";
import { unreachable } from "../../shared/result.ts";

/** Where the object's one alarm is kept. */
export type AlarmStorage = {
  getAlarm(): Promise<number | null>;
  setAlarm(timeMs: number): Promise<void>;
};

/** What a ring has left: nothing that was due, more than one ring does, or what failed. */
export type RingResult =
  | { readonly kind: "drained" }
  | { readonly kind: "more" }
  | { readonly kind: "failed" };

/** The platform takes no time of 0 or before, which is how "at once" may come out. */
const EARLIEST_MS = 1;
/** Between two rings that follow each other at once, so that a burst of releases leaves paced. */
const RING_GAP_MS = 250;
/** What a ring could not do is tried again after this. */
const FAILED_RING_BACKOFF: Backoff = { baseMs: 1_000, capMs: 60_000 };

export const failedPauseMs = (failures: number, dice: Dice): number =>
  RING_GAP_MS + fullJitterMs(failures, FAILED_RING_BACKOFF, dice);

/**
 * Keeps the alarm at the earliest due time. Each setAlarm is a billed row, so it is set only when
 * the due time moves earlier; when nothing is due any more, the alarm that is still set rings once
 * for nothing.
 */
export class AlarmSetter {
  readonly #storage: AlarmStorage;
  /** Undefined until the stored alarm was read, and again when one could not be set. */
  #setMs: number | null | undefined;
  #failures = 0;
  /** A ring that failed or had more to do is not followed at once, whoever asks. */
  #pausedUntilMs = 0;

  constructor(storage: AlarmStorage) {
    this.#storage = storage;
  }

  async setFor(dueMs: number | null): Promise<void> {
    if (dueMs === null) return;
    const ringMs = Math.max(dueMs, this.#pausedUntilMs, EARLIEST_MS);
    if (this.#setMs === undefined) {
      const storedMs = await this.#storage.getAlarm();
      if (this.#setMs === undefined) this.#setMs = storedMs;
    }
    if (this.#setMs !== null && this.#setMs <= ringMs) return;
    this.#setMs = ringMs;
    try {
      await this.#storage.setAlarm(ringMs);
    } catch (error) {
      // Nobody knows which one is set now: the next call asks.
      this.#setMs = undefined;
      throw error;
    }
  }

  /** The alarm that was set is used up. */
  rang(): void {
    this.#setMs = null;
  }

  async setAfterRing(
    dueMs: number | null,
    result: RingResult,
    nowMs: number,
    dice: Dice,
  ): Promise<void> {
    this.#failures = result.kind === "failed" ? this.#failures + 1 : 0;
    if (dueMs === null) return;
    this.#pausedUntilMs = nowMs + this.#pauseMs(result, dice);
    await this.setFor(dueMs);
  }

  #pauseMs(result: RingResult, dice: Dice): number {
    switch (result.kind) {
      case "drained":
        return 0;
      case "more":
        return RING_GAP_MS;
      case "failed":
        return failedPauseMs(this.#failures, dice);
      default:
        return unreachable(result);
    }
  }
}
