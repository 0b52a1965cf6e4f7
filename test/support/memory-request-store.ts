import type { RequestStore } from "../../consumer/ledger/request-store.ts";
import type { KnownRequest } from "../../shared/ledger/idempotency.ts";

export class MemoryRequestStore implements RequestStore {
  readonly #known = new Map<string, KnownRequest>();

  load(id: string): KnownRequest | null {
    return this.#known.get(id) ?? null;
  }

  save(id: string, known: KnownRequest): void {
    this.#known.set(id, known);
  }

  delete(id: string): void {
    this.#known.delete(id);
  }

  forgetUntil(nowMs: number): void {
    for (const [id, { untilMs }] of this.#known) if (untilMs <= nowMs) this.#known.delete(id);
  }
}
