import type { Version } from "../../shared/version.ts";

export type Waiting = { readonly id: string; readonly version: Version };

/**
 * The oldest version that waits. Looking for it reads everything that waits, so what was found counts
 * until its own key changes.
 */
export class OldestHeld {
  readonly #look: () => Waiting | null;
  /** Undefined until somebody asks. */
  #found: Waiting | null | undefined;

  constructor(look: () => Waiting | null) {
    this.#look = look;
  }

  version(): Version | null {
    if (this.#found === undefined) this.#found = this.#look();
    return this.#found?.version ?? null;
  }

  /** What waits of a key now; null for nothing. */
  note(id: string, version: Version | null): void {
    if (this.#found === undefined) return;
    if (version !== null && (this.#found === null || version <= this.#found.version)) {
      this.#found = { id, version };
    } else if (this.#found?.id === id) this.#found = undefined;
  }

  /** Something was undone. */
  forget(): void {
    this.#found = undefined;
  }
}
