import type { Dice } from "../../shared/backoff.ts";
import { type RetryPace, retryDelaySeconds } from "./retry-delay.ts";

/** What to tell the queue of one message; told exactly once. */
export type Disposition =
  | { readonly kind: "ack" }
  | { readonly kind: "retry"; readonly delaySeconds: number };

/** The decisions of one batch. A message that nothing was decided about comes again. */
export type Dispositions = readonly Disposition[];

const ACK: Disposition = { kind: "ack" };

/** Collects one decision per message; deciding twice is a broken invariant. */
export class DispositionBook {
  readonly #decided: (Disposition | undefined)[];
  readonly #attempts: readonly number[];
  readonly #dice: Dice;

  /** `attempts`: how often each message was delivered, this time included. */
  constructor(attempts: readonly number[], dice: Dice) {
    this.#attempts = attempts;
    this.#decided = Array.from({ length: attempts.length });
    this.#dice = dice;
  }

  ack(deliveries: readonly number[]): void {
    for (const delivery of deliveries) this.#decide(delivery, ACK);
  }

  retry(deliveries: readonly number[], pace: RetryPace): void {
    for (const delivery of deliveries) {
      const attempts = this.#attempts[delivery] ?? 1;
      const delaySeconds = retryDelaySeconds(attempts, pace, this.#dice);
      this.#decide(delivery, { kind: "retry", delaySeconds });
    }
  }

  close(): Dispositions {
    return this.#decided.map((disposition, delivery) => {
      if (disposition === undefined) throw new Error(`message ${delivery} was not decided`);
      return disposition;
    });
  }

  #decide(delivery: number, disposition: Disposition): void {
    if (this.#decided[delivery] !== undefined) {
      throw new Error(`message ${delivery} was decided twice`);
    }
    this.#decided[delivery] = disposition;
  }
}
