import { DEAD, Life } from "../../test/simulation/life.ts";
import type { Random } from "../../test/simulation/random.ts";
import type { Platform } from "./platform.ts";
import type { VirtualKv } from "./virtual-kv.ts";

/** What the code of a Worker sees of the platform; nothing answers after the isolate's death. */
export type Isolate = {
  readonly kv: Pick<VirtualKv, "get" | "list" | "put">;
  readonly sleep: (durationMs: number) => Promise<void>;
  readonly now: () => number;
  readonly random: Random;
  readonly life: Life;
};

export type IsolatesOptions = {
  readonly count: number;
  /** How long an isolate lives on average; null for ever. */
  readonly meanLifeMs: number | null;
};

/** Several isolates that share the requests; one that dies takes its memory and its work along. */
export class Isolates<Handler> {
  readonly #platform: Platform;
  readonly #kv: VirtualKv;
  readonly #options: IsolatesOptions;
  readonly #random: Random;
  readonly #start: (isolate: Isolate) => Handler;
  readonly #running: { readonly isolate: Isolate; readonly handler: Handler }[] = [];
  #started = 0;

  constructor(
    platform: Platform,
    kv: VirtualKv,
    options: IsolatesOptions,
    start: (isolate: Isolate) => Handler,
  ) {
    this.#platform = platform;
    this.#kv = kv;
    this.#options = options;
    this.#start = start;
    this.#random = platform.random.fork("isolates");
    for (let at = 0; at < options.count; at++) this.#startAt(at);
  }

  /** Some isolate answers the request; rejects when that dies meanwhile. */
  async request(ask: (handler: Handler) => Promise<void>): Promise<void> {
    const { isolate, handler } = this.#random.pick(this.#running);
    const outcome = await isolate.life.outcomeOf(ask(handler));
    if (outcome === DEAD) throw new Error("The isolate was evicted");
  }

  #startAt(at: number): void {
    const isolate = isolateOver(
      this.#platform,
      this.#kv,
      this.#random.fork(`isolate ${this.#started++}`),
    );
    this.#running[at] = { isolate, handler: this.#start(isolate) };
    const { meanLifeMs } = this.#options;
    if (meanLifeMs === null || this.#platform.faults.isHealed) return;
    const lifeMs = Math.ceil(-Math.log(1 - this.#random.next()) * meanLifeMs);
    this.#platform.engine.after(lifeMs, () => {
      if (this.#platform.faults.isHealed) return;
      isolate.life.end();
      this.#startAt(at);
    });
  }
}

function isolateOver(platform: Platform, kv: VirtualKv, random: Random): Isolate {
  const life = new Life();
  return {
    life,
    random,
    now: platform.now,
    sleep: (durationMs) => life.call(() => platform.sleep(durationMs)),
    kv: {
      get: (key) => life.call(() => kv.get(key)),
      list: (prefix, limit) => life.call(() => kv.list(prefix, limit)),
      put: (key, value) => life.call(() => kv.put(key, value)),
    },
  };
}
