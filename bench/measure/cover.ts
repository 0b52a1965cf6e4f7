import type { Write } from "../workload.ts";

/** A put as it began, and what it carried. */
export type Landing = {
  readonly key: string;
  readonly number: number;
  readonly startedAtMs: number;
  readonly landedAtMs: number;
};

type OpenKey = { readonly writes: readonly Write[]; next: number };

/**
 * When each write was covered: KV took its value or a newer one of the same key. Times count from
 * the start of the workload.
 */
export class Cover {
  readonly #startMs: number;
  readonly #open = new Map<string, { writes: Write[]; next: number }>();
  readonly #coveredAtMs = new Map<number, number>();
  readonly landings: Landing[] = [];

  constructor(writes: readonly Write[], startMs: number) {
    this.#startMs = startMs;
    for (const write of writes) {
      const key = this.#open.get(write.key);
      if (key === undefined) this.#open.set(write.key, { writes: [write], next: 0 });
      else key.writes.push(write);
    }
  }

  landed(key: string, number: number, startedAtMs: number, landedAtMs: number): void {
    const atMs = landedAtMs - this.#startMs;
    this.landings.push({
      key,
      number,
      startedAtMs: startedAtMs - this.#startMs,
      landedAtMs: atMs,
    });
    const open: OpenKey | undefined = this.#open.get(key);
    if (open === undefined) return;
    for (; open.next < open.writes.length; open.next++) {
      const write = open.writes[open.next];
      if (write === undefined || write.number > number) return;
      this.#coveredAtMs.set(write.number, atMs);
    }
  }

  /** Null for a write that neither it nor a newer one ever reached KV. */
  coveredAtMs(write: Write): number | null {
    return this.#coveredAtMs.get(write.number) ?? null;
  }

  /** How long each covered write took, sorted. */
  delaysMs(writes: readonly Write[]): readonly number[] {
    return writes
      .flatMap((write) => {
        const atMs = this.coveredAtMs(write);
        return atMs === null ? [] : [atMs - write.atMs];
      })
      .sort((a, b) => a - b);
  }
}
