import type { Random } from "../../test/simulation/random.ts";
import {
  ended,
  judgeWrite,
  type KeyPace,
  kvFailure,
  started,
  untouchedKey,
} from "../../test/support/strict-kv/judge-write.ts";
import type { Platform } from "./platform.ts";

/** The fastest put. */
export const LEAST_WRITE_MS = 10;
const LONGEST_WRITE_MS = 30;
/** The longest that a write takes here without faults: what a bound on freshness may count for it. */
export const PUT_MS = LONGEST_WRITE_MS;
const READ_MS = 5;
/** Within Sluice's repair time, as its promise for puts of unknown outcome requires. */
const LATEST_GHOST_MS = 20_000;

/** What a KV needs around it; virtual or real time. */
export type KvWorld = Pick<Platform, "random" | "faults" | "now" | "sleep"> & {
  readonly engine: { readonly after: (delayMs: number, run: () => void) => void };
};

type OnLand = (key: string, value: string, startedAtMs: number) => void;

/**
 * One namespace of Workers KV with the rule that counts here: one write a second per key, from the
 * end of the last accepted one, else 429. Judged by the same code as the strict KV of the tests.
 * Reads are fresh, which is kinder than the real KV.
 */
export class VirtualKv {
  readonly #platform: KvWorld;
  readonly #random: Random;
  readonly #values = new Map<string, string>();
  readonly #paces = new Map<string, KeyPace>();
  readonly #onLand: OnLand;
  /** While true, every write is refused for good, as one that KV does not take. */
  isRefusing = false;
  readonly counts = { writeCalls: 0, applied: 0, throttled: 0, reads: 0, lists: 0 };

  constructor(platform: KvWorld, onLand: OnLand) {
    this.#platform = platform;
    this.#random = platform.random.fork("kv");
    this.#onLand = onLand;
  }

  get size(): number {
    return this.#values.size;
  }

  peek(key: string): string | null {
    return this.#values.get(key) ?? null;
  }

  async get(key: string): Promise<string | null> {
    this.counts.reads += 1;
    await this.#platform.sleep(READ_MS);
    return this.peek(key);
  }

  /** The newest names of a prefix; the real KV answers up to 1,000 a call. */
  async list(prefix: string, limit: number): Promise<readonly string[]> {
    this.counts.lists += 1;
    await this.#platform.sleep(READ_MS);
    return [...this.#values.keys()].filter((key) => key.startsWith(prefix)).slice(-limit);
  }

  async put(key: string, value: string): Promise<void> {
    const { faults, sleep, now } = this.#platform;
    this.counts.writeCalls += 1;
    const startedAtMs = now();
    const pace = this.#paces.get(key) ?? untouchedKey;
    const { judgement } = judgeWrite({
      operation: "put",
      key,
      pace,
      faults: [],
      nowMs: startedAtMs,
    });
    if (judgement.kind === "refuse") {
      this.counts.throttled += 1;
      await sleep(READ_MS);
      throw new Error(judgement.message);
    }
    if (this.isRefusing) return this.#fail(400);
    if (faults.hits("kv-error-lost")) return this.#fail(500);
    if (faults.hits("kv-error-ghost")) {
      const delayMs = this.#random.int(1_500, LATEST_GHOST_MS);
      this.#platform.engine.after(delayMs, () => this.#land(key, value, startedAtMs));
      return this.#fail(503);
    }
    this.#paces.set(key, started(pace));
    const isSlow = faults.hits("kv-slow");
    await sleep(this.#random.int(LEAST_WRITE_MS, isSlow ? 3_000 : LONGEST_WRITE_MS));
    this.#land(key, value, startedAtMs);
    this.counts.applied += 1;
    this.#paces.set(key, ended(this.#paces.get(key) ?? untouchedKey, now()));
    if (faults.hits("kv-error-landed")) throw new Error(kvFailure("put", 503));
  }

  async #fail(status: number): Promise<void> {
    await this.#platform.sleep(LEAST_WRITE_MS);
    throw new Error(kvFailure("put", status));
  }

  #land(key: string, value: string, startedAtMs: number): void {
    this.#values.set(key, value);
    this.#onLand(key, value, startedAtMs);
  }
}
