import type { Version } from "../../shared/version.ts";

/** What the edge is told of an accepted write. */
export type Mark = { readonly version: Version; readonly op: "put" | "delete" };

/**
 * Between two marks of one key by one isolate. Less than the second between two writes of a key:
 * while the older mark stands, KV cannot show a newer value than one that the mark lets in.
 */
export const MARK_GAP_MS = 500;

/** So much too late, and a mark is not waited for any more: its request may have been ended. */
const PATIENCE_MS = 1_000;

/** What a write has to do about the mark of its key. */
export type MarkTurn =
  | { readonly kind: "now" }
  /** After the delay, with the mark that `take` says. */
  | { readonly kind: "later"; readonly delayMs: number }
  /** A mark that keeps out as much stands, or somebody waits to put it. */
  | { readonly kind: "covered" };

type Marked = {
  readonly markedAtMs: number;
  readonly newest: Mark;
  /** Null while nobody waits to put the next. */
  readonly dueAtMs: number | null;
};

/**
 * Spreads the marks of a key that is written many times a second: the first goes out at once, and
 * the newest of those that follow within the gap at its end. Each mark is a call to the edge cache.
 */
export class MarkPace {
  /** In the order of their marks, the oldest first. */
  readonly #keys = new Map<string, Marked>();

  turn(keyId: string, mark: Mark, nowMs: number): MarkTurn {
    const known = this.#keys.get(keyId);
    if (known === undefined || isOver(known, nowMs)) {
      this.#forgetOld(nowMs);
      this.#begin(keyId, mark, nowMs);
      return { kind: "now" };
    }
    if (mark.version <= known.newest.version) return { kind: "covered" };
    const dueAtMs = known.dueAtMs ?? known.markedAtMs + MARK_GAP_MS;
    this.#keys.set(keyId, { ...known, newest: mark, dueAtMs });
    if (known.dueAtMs !== null) return { kind: "covered" };
    return { kind: "later", delayMs: dueAtMs - nowMs };
  }

  /** The mark to put, for who has waited with `own`. */
  take(keyId: string, own: Mark, nowMs: number): Mark {
    const newest = this.#keys.get(keyId)?.newest ?? own;
    const mark = newest.version > own.version ? newest : own;
    this.#begin(keyId, mark, nowMs);
    return mark;
  }

  /** The mark could not be put: the next write puts its own at once, unless one is due anyway. */
  forget(keyId: string): void {
    if (this.#keys.get(keyId)?.dueAtMs === null) this.#keys.delete(keyId);
  }

  #begin(keyId: string, newest: Mark, markedAtMs: number): void {
    this.#keys.delete(keyId);
    this.#keys.set(keyId, { markedAtMs, newest, dueAtMs: null });
  }

  #forgetOld(nowMs: number): void {
    for (const [keyId, marked] of this.#keys) {
      if (!isOver(marked, nowMs)) return;
      this.#keys.delete(keyId);
    }
  }
}

const isOver = ({ markedAtMs, dueAtMs }: Marked, nowMs: number): boolean =>
  nowMs >= (dueAtMs === null ? markedAtMs + MARK_GAP_MS : dueAtMs + PATIENCE_MS);
