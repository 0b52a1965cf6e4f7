import { DEAD, Life } from "../../test/simulation/life.ts";
import type { Random } from "../../test/simulation/random.ts";
import type { Platform } from "./platform.ts";
import { SendLimit } from "./send-limit.ts";

/** As in a consumer's `[[queues.consumers]]`. */
export type QueueSettings = {
  readonly name: string;
  readonly maxBatchSize: number;
  readonly maxBatchTimeoutMs: number;
  readonly maxConcurrency: number;
  readonly maxRetries: number;
  readonly retryDelayMs: number;
  /** What it takes at the most; without it, everything. */
  readonly messagesPerSecond?: number;
};

export type QueueMessage = {
  readonly id: string;
  readonly body: unknown;
  readonly sentAtMs: number;
  /** Deliveries so far, this one included. */
  readonly attempts: number;
};

export type Verdict =
  | { readonly kind: "ack" }
  | { readonly kind: "retry"; readonly delayMs?: number };

/** Handles one batch in an invocation with a life of its own. */
export type BatchHandler = (
  batch: readonly QueueMessage[],
  life: Life,
) => Promise<readonly Verdict[]>;

/** From `send` until a message can be delivered; a few take much longer and lose their place. */
const LONGEST_TRANSIT_MS = 30;
const STRAGGLERS = 0.01;
const LONGEST_STRAGGLE_MS = 2_000;
/** The platform starts consumers while there is a backlog, up to this many (it allows 250). */
export const AUTOSCALED = 20;

/**
 * Cloudflare Queues: at least once, batches by size or time, several consumers at once, everything
 * redelivered of an invocation that died.
 */
export class VirtualQueue {
  readonly #platform: Platform;
  readonly #settings: QueueSettings;
  readonly #handle: BatchHandler;
  readonly #random: Random;
  readonly #limit: SendLimit | null;
  readonly #ready: QueueMessage[] = [];
  #running = 0;
  #sent = 0;
  #oldestReadyMs = 0;
  /** Messages in the queue or in a consumer's hands. */
  open = 0;
  readonly counts = { operations: 0, batches: 0, dead: 0, offered: 0, mostRunning: 0 };
  /** Bodies whose deliveries ran out. */
  readonly deadLetters: unknown[] = [];

  constructor(platform: Platform, settings: QueueSettings, handle: BatchHandler) {
    this.#platform = platform;
    this.#settings = settings;
    this.#handle = handle;
    const { messagesPerSecond } = settings;
    this.#limit = messagesPerSecond ? new SendLimit(platform, messagesPerSecond) : null;
    this.#random = platform.random.fork(`queue ${settings.name}`);
  }

  /** Resolves once the queue has the messages; throws when nobody knows whether it has. */
  async send(bodies: readonly unknown[]): Promise<void> {
    const { faults } = this.#platform;
    this.counts.offered += bodies.length;
    await this.#platform.hop(this.#random);
    const isOver = this.#limit?.takes(bodies.length) === false;
    if (isOver || faults.hits("send-refused")) throw new Error("Queue is overloaded (10250)");
    for (const body of bodies) {
      const message = { id: `m${this.#sent++}`, body, sentAtMs: this.#platform.now(), attempts: 1 };
      this.counts.operations += 1;
      this.#enqueue(message, this.#transitMs());
    }
    if (faults.hits("send-reply-lost")) throw new Error("Network connection lost");
  }

  #transitMs(): number {
    const longestMs = this.#random.chance(STRAGGLERS) ? LONGEST_STRAGGLE_MS : LONGEST_TRANSIT_MS;
    return this.#random.int(1, longestMs);
  }

  #enqueue(message: QueueMessage, delayMs: number): void {
    this.open += 1;
    this.#platform.engine.after(delayMs, () => {
      if (this.#ready.length === 0) this.#waitForCompany();
      this.#ready.push(message);
      this.#pump();
    });
  }

  /** The time of a batch runs from its first message on. */
  #waitForCompany(): void {
    const { maxBatchTimeoutMs } = this.#settings;
    this.#oldestReadyMs = this.#platform.now();
    this.#platform.engine.after(maxBatchTimeoutMs, () => this.#pump());
  }

  #pump(): void {
    const { maxBatchSize, maxBatchTimeoutMs, maxConcurrency } = this.#settings;
    while (this.#ready.length > 0 && this.#running < maxConcurrency) {
      const isOver = this.#platform.now() >= this.#oldestReadyMs + maxBatchTimeoutMs;
      if (this.#ready.length < maxBatchSize && !isOver) return;
      const batch = this.#ready.splice(0, maxBatchSize);
      if (this.#ready.length > 0) this.#waitForCompany();
      void this.#deliver(batch);
    }
  }

  async #deliver(batch: readonly QueueMessage[]): Promise<void> {
    this.#running += 1;
    this.counts.mostRunning = Math.max(this.counts.mostRunning, this.#running);
    this.counts.batches += 1;
    this.counts.operations += batch.length;
    const isDoomed = this.#platform.faults.hits("consumer-crash");
    const life = new Life(isDoomed ? this.#random.int(0, 2 + 2 * batch.length) : null);
    const handled = this.#handle(batch, life).catch(() => null);
    const outcome = await life.outcomeOf(handled);
    const verdicts = outcome === DEAD ? null : outcome;
    this.#running -= 1;
    batch.forEach((message, at) => {
      this.open -= 1;
      this.#dispose(message, verdicts?.[at] ?? { kind: "retry" });
    });
    this.#pump();
  }

  #dispose(message: QueueMessage, verdict: Verdict): void {
    if (verdict.kind === "retry") this.#again(message, verdict.delayMs);
    else this.counts.operations += 1;
    if (!this.#platform.faults.hits("duplicate-soon")) return;
    this.#enqueue(message, this.#random.int(0, 30_000));
  }

  #again(message: QueueMessage, delayMs = this.#settings.retryDelayMs): void {
    if (message.attempts > this.#settings.maxRetries) {
      this.counts.dead += 1;
      this.deadLetters.push(message.body);
      return;
    }
    this.#enqueue({ ...message, attempts: message.attempts + 1 }, delayMs);
  }
}
