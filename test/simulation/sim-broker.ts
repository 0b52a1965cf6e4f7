import type { Disposition } from "../../consumer/batch/dispositions.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

export type QueueName = "writes" | "immediate" | "dead-letters";

export type SimMessage = {
  readonly id: string;
  readonly body: unknown;
  readonly attempts: number;
  readonly sentAtMs: number;
};

/** Null when the invocation died: nothing is known of its messages. */
export type Invoke = (
  queue: QueueName,
  messages: readonly SimMessage[],
) => Promise<readonly Disposition[] | null>;

type Lane = {
  readonly ready: SimMessage[];
  running: number;
  isPumpSet: boolean;
};

/** Cloudflare Queues: at least once, in no order, to many consumers at the same time. */
export class SimBroker {
  readonly #world: World;
  readonly #random: Random;
  readonly #invoke: Invoke;
  /** Whether the ledger has a final state for what a message carries. */
  readonly #isDecided: (body: unknown) => boolean;
  readonly #lanes: Readonly<Record<QueueName, Lane>> = {
    writes: { ready: [], running: 0, isPumpSet: false },
    immediate: { ready: [], running: 0, isPumpSet: false },
    "dead-letters": { ready: [], running: 0, isPumpSet: false },
  };
  /** Messages that were sent so far, to all queues. */
  sent = 0;
  /** Messages that are in a queue or in a consumer's hands. */
  open = 0;

  constructor(world: World, invoke: Invoke, isDecided: (body: unknown) => boolean) {
    this.#world = world;
    this.#isDecided = isDecided;
    this.#random = world.random.fork("broker");
    this.#invoke = invoke;
  }

  send(queue: QueueName, body: unknown, extraMs = 0): string {
    const id = `m${this.sent++}`;
    const message = { id, body, attempts: 1, sentAtMs: this.#world.now() };
    this.#enqueue(queue, message, extraMs + this.#delayMs());
    return id;
  }

  #delayMs(): number {
    return this.#random.chance(0.05) ? this.#random.int(0, 5_000) : this.#random.int(0, 80);
  }

  #enqueue(queue: QueueName, message: SimMessage, delayMs: number): void {
    this.open += 1;
    this.#world.engine.after(delayMs, () => {
      this.#lanes[queue].ready.push(message);
      this.#setPump(queue);
    });
  }

  /** A batch starts when its waiting time is over. */
  #setPump(queue: QueueName): void {
    const lane = this.#lanes[queue];
    if (lane.isPumpSet) return;
    lane.isPumpSet = true;
    const waitMs = queue === "immediate" ? this.#random.int(0, 20) : this.#random.int(0, 1_000);
    this.#world.engine.after(waitMs, () => {
      lane.isPumpSet = false;
      this.#pump(queue);
    });
  }

  #pump(queue: QueueName): void {
    const lane = this.#lanes[queue];
    while (lane.ready.length > 0 && lane.running < this.#world.scenario.consumers) {
      void this.#deliver(queue, this.#take(lane));
    }
  }

  /** A random part of what is ready, in a random order. */
  #take(lane: Lane): readonly SimMessage[] {
    const size = this.#random.int(1, this.#world.scenario.batchSize);
    const batch: SimMessage[] = [];
    while (batch.length < size && lane.ready.length > 0) {
      const at = this.#random.int(0, lane.ready.length - 1);
      const [message] = lane.ready.splice(at, 1);
      if (message !== undefined) batch.push(message);
    }
    return batch;
  }

  async #deliver(queue: QueueName, batch: readonly SimMessage[]): Promise<void> {
    const lane = this.#lanes[queue];
    lane.running += 1;
    const dispositions = await this.#invoke(queue, batch);
    lane.running -= 1;
    batch.forEach((message, position) => {
      this.open -= 1;
      this.#dispose(queue, message, dispositions?.[position] ?? null);
    });
    if (lane.ready.length > 0) this.#setPump(queue);
  }

  #dispose(queue: QueueName, message: SimMessage, disposition: Disposition | null): void {
    if (disposition === null) {
      this.#again(queue, message, this.#random.int(500, 20_000));
      return;
    }
    if (disposition.kind === "retry") {
      this.#again(queue, message, disposition.delaySeconds * 1_000);
    }
    const { faults } = this.#world;
    if (faults.hits("duplicate-soon")) this.#enqueue(queue, message, this.#random.int(0, 30_000));
    if (faults.hits("duplicate-late")) {
      this.#enqueue(queue, message, this.#random.int(60_000, 3_600_000));
    }
  }

  #again(queue: QueueName, message: SimMessage, delayMs: number): void {
    // After days on a queue the platform deletes a message; only what is decided may be gone then.
    const { faults } = this.#world;
    const mayExpire = faults.mayHit("message-expired") && this.#isDecided(message.body);
    if (mayExpire && faults.hits("message-expired")) return;
    const isExhausted = message.attempts > this.#world.scenario.maxRetries;
    if (isExhausted && queue !== "dead-letters") {
      faults.mark("deliveries-exhausted");
      this.#enqueue("dead-letters", { ...message, attempts: 1 }, delayMs);
      return;
    }
    this.#enqueue(queue, { ...message, attempts: message.attempts + 1 }, delayMs);
  }
}
