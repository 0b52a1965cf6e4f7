import type { TagRow, TagStore } from "../../consumer/ledger/tag-store.ts";
import { compareUtf8 } from "./compare-utf8.ts";
import type { UndoLog } from "./undo-log.ts";

/** The index of tags in memory, undone with the transaction of its ledger store. */
export class MemoryTagStore implements TagStore {
  readonly #rows = new Map<string, TagRow>();
  readonly #undo: UndoLog;

  constructor(undo: UndoLog) {
    this.#undo = undo;
  }

  add(id: string, tags: readonly string[]): void {
    for (const tag of tags) this.#undo.set(this.#rows, `${tag},${id}`, { tag, id });
  }

  remove(id: string, tags: readonly string[]): void {
    for (const tag of tags) this.#undo.delete(this.#rows, `${tag},${id}`);
  }

  keys(tag: string, afterId: string, limit: number): readonly string[] {
    if (this.#rows.size === 0) return [];
    return [...this.#rows.values()]
      .filter((row) => row.tag === tag && compareUtf8(row.id, afterId) > 0)
      .map((row) => row.id)
      .sort(compareUtf8)
      .slice(0, limit);
  }

  rows(after: TagRow, limit: number): readonly TagRow[] {
    return [...this.#rows.values()]
      .filter((row) => compare(row, after) > 0)
      .sort(compare)
      .slice(0, limit);
  }
}

const compare = (a: TagRow, b: TagRow): number =>
  compareUtf8(a.tag, b.tag) || compareUtf8(a.id, b.id);
