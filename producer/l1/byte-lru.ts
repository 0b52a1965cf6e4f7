import { LRU } from "tiny-lru";

/** Entries by text, the least recently used leaving first when all together weigh more than `maxBytes`. */
export class ByteLru<Entry> {
  readonly #entries = new LRU<Entry>();
  readonly #maxBytes: number;
  readonly #sizeOf: (entry: Entry, id: string) => number;
  #bytes = 0;

  constructor(maxBytes: number, sizeOf: (entry: Entry, id: string) => number) {
    this.#maxBytes = maxBytes;
    this.#sizeOf = sizeOf;
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  /** Whether there was such an entry. */
  delete(id: string): boolean {
    const entry = this.#entries.peek(id);
    if (entry === undefined) return false;
    this.#entries.delete(id);
    this.#bytes -= this.#sizeOf(entry, id);
    return true;
  }

  /** An entry that is too large by itself replaces nothing but its predecessor. */
  set(id: string, entry: Entry): void {
    this.delete(id);
    const sizeBytes = this.#sizeOf(entry, id);
    if (sizeBytes > this.#maxBytes) return;
    this.#entries.set(id, entry);
    this.#bytes += sizeBytes;
    while (this.#bytes > this.#maxBytes) this.#dropOldest();
  }

  #dropOldest(): void {
    const { first } = this.#entries;
    if (first === null) throw new Error("an empty cache weighs nothing");
    this.delete(first.key);
  }
}
