import { LRU } from "tiny-lru";

/** A refresh that did not take hold is tried again after this. */
const REFRESH_WINDOW_MS = 60_000;

const MAX_REMEMBERED_KEYS = 10_000;

/** Lets one refresh per key and window go ahead in this isolate. */
export class RefreshWindows {
  readonly #beganAtMs = new LRU<number>(MAX_REMEMBERED_KEYS);

  take(keyId: string, nowMs: number): boolean {
    const beganAtMs = this.#beganAtMs.get(keyId);
    if (beganAtMs !== undefined && nowMs - beganAtMs < REFRESH_WINDOW_MS) return false;
    this.#beganAtMs.set(keyId, nowMs);
    return true;
  }
}
