import { type Contender, storedValue } from "../contender.ts";
import type { Isolate } from "../platform/isolates.ts";
import type { Write } from "../workload.ts";

const BATCH_DELAY_MS = 5_000;
const BATCH_ITEMS = 10;

/**
 * Writes collected in the memory of the isolate: the newest per key wins, ten items or five seconds
 * flush them, and so does the end of every request, for the timer may never fire.
 */
export const inIsolateBatch: Contender = {
  name: "in-isolate batch, flush at request end",
  source: "an application's KV cache layer",
  deploy: () => ({
    start: (isolate) => {
      const batch = new IsolateBatch(isolate);
      return async (write) => {
        batch.add(write);
        await batch.flush();
      };
    },
  }),
};

/** The same as it was meant at first: the caller is answered at once, the timer flushes. */
export const inIsolateTimer: Contender = {
  name: "in-isolate batch, 5 s timer",
  source: "an application's KV cache layer",
  deploy: () => ({
    start: (isolate) => {
      const batch = new IsolateBatch(isolate);
      return async (write) => batch.add(write);
    },
  }),
};

class IsolateBatch {
  readonly #isolate: Isolate;
  readonly #queue = new Map<string, string>();
  #isTimerSet = false;

  constructor(isolate: Isolate) {
    this.#isolate = isolate;
  }

  add(write: Write): void {
    this.#queue.set(write.key, storedValue(write));
    if (this.#queue.size >= BATCH_ITEMS) void this.flush();
    else this.#setTimer();
  }

  /** A failed write is logged and gone, as where this comes from. */
  async flush(): Promise<void> {
    const items = [...this.#queue];
    this.#queue.clear();
    await Promise.allSettled(items.map(([key, value]) => this.#isolate.kv.put(key, value)));
  }

  #setTimer(): void {
    if (this.#isTimerSet) return;
    this.#isTimerSet = true;
    void this.#isolate.sleep(BATCH_DELAY_MS).then(() => {
      this.#isTimerSet = false;
      return this.flush();
    });
  }
}
