type Event = { readonly atMs: number; readonly order: number; readonly run: () => void };

/**
 * Virtual time: a heap of events. Between two events all microtasks run to their end, so code with
 * promises behaves the same in every run of a seed.
 */
export class Engine {
  #nowMs: number;
  #order = 0;
  readonly #heap: Event[] = [];
  steps = 0;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  now = (): number => this.#nowMs;

  at(atMs: number, run: () => void): void {
    push(this.#heap, { atMs: Math.max(atMs, this.#nowMs), order: this.#order++, run });
  }

  after(delayMs: number, run: () => void): void {
    this.at(this.#nowMs + delayMs, run);
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Runs events until the condition holds (checked after each), time is over or nothing is left. */
  async run(isOver: () => boolean, endMs: number): Promise<"over" | "late" | "empty"> {
    for (;;) {
      if (isOver()) return "over";
      const next = this.#heap[0];
      if (next === undefined) return "empty";
      if (next.atMs > endMs) return "late";
      pop(this.#heap);
      this.#nowMs = next.atMs;
      this.steps += 1;
      next.run();
      await drainMicrotasks();
    }
  }
}

/** Node runs ticks only when no microtask is left. */
const drainMicrotasks = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

const isBefore = (a: Event, b: Event): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

function push(heap: Event[], event: Event): void {
  let at = heap.length;
  heap.push(event);
  while (at > 0) {
    const parentAt = (at - 1) >> 1;
    const parent = heap[parentAt];
    if (parent === undefined || !isBefore(event, parent)) break;
    heap[at] = parent;
    at = parentAt;
  }
  heap[at] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    const isRight = right !== undefined && left !== undefined && isBefore(right, left);
    const child = isRight ? right : left;
    if (child === undefined || !isBefore(child, last)) break;
    heap[at] = child;
    at = 2 * at + (isRight ? 2 : 1);
  }
  heap[at] = last;
}
