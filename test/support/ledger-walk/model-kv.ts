import type { Version } from "../../../shared/version.ts";

const PACE_MS = 1_000;

type Ghost = { readonly version: Version; readonly byMs: number };

/** KV as far as one key goes: what was written last, when, and what may still land. */
export class ModelKv {
  /** The version whose write was the last to land. */
  value: Version | null = null;
  #lastWriteMs = Number.NEGATIVE_INFINITY;
  #ghosts: readonly Ghost[] = [];

  /** A write that reaches KV now; two of them within the pace are a broken promise. */
  start(nowMs: number): void {
    const gapMs = nowMs - this.#lastWriteMs;
    if (gapMs < PACE_MS) throw new Error(`two writes of one key start ${gapMs} ms apart`);
    this.#lastWriteMs = nowMs;
  }

  land(version: Version): void {
    this.value = version;
  }

  /** A write without an answer may land until `byMs`. */
  landLater(version: Version, byMs: number): void {
    this.#ghosts = [...this.#ghosts, { version, byMs }];
  }

  /** Lets one of the late writes land now. */
  landGhost(pick: number): void {
    const ghost = this.#ghosts[pick % Math.max(this.#ghosts.length, 1)];
    if (ghost === undefined) return;
    this.#ghosts = this.#ghosts.filter((other) => other !== ghost);
    this.land(ghost.version);
  }

  /** Time has come to `nowMs`: what had to land before lands. */
  advance(nowMs: number): void {
    const late = this.#ghosts.filter((ghost) => ghost.byMs <= nowMs);
    this.#ghosts = this.#ghosts.filter((ghost) => ghost.byMs > nowMs);
    for (const ghost of late) this.land(ghost.version);
  }
}
