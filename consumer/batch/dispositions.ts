import type { Dice } from "../../shared/backoff.ts";

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
  readonly #dice: Dice;

  constructor(deliveries: number, dice: Dice) {
    this.#decided = Array.from({ length: deliveries });
    this.#dice = dice;
  }

  ack(deliveries: readonly number[]): void {
    for (const delivery of deliveries) this.#decide(delivery, ACK);
  }

  /** Comes again after `baseSeconds` and as much again by chance, so that batches drift apart. */
  retry(deliveries: readonly number[], baseSeconds: number): void {
    const delaySeconds = baseSeconds + Math.floor(this.#dice() * (baseSeconds + 1));
    for (const delivery of deliveries) this.#decide(delivery, { kind: "retry", delaySeconds });
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
