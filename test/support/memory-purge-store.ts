import type { PurgeStore, PurgeTask } from "../../consumer/ledger/purge-store.ts";
import { idBeforeNewer } from "../../shared/ledger/purge.ts";
import type { Version } from "../../shared/version.ts";
import type { UndoLog } from "./undo-log.ts";

/** The purges of a shard in memory, undone with the transaction of its ledger store. */
export class MemoryPurgeStore implements PurgeStore {
  readonly #tasks = new Map<string, PurgeTask>();
  readonly #undo: UndoLog;

  constructor(undo: UndoLog) {
    this.#undo = undo;
  }

  load(id: string): PurgeTask | null {
    return this.#tasks.get(id) ?? null;
  }

  save(task: PurgeTask): void {
    this.#undo.set(this.#tasks, task.id, task);
  }

  due(nowMs: number, limit: number): readonly PurgeTask[] {
    return this.#waiting()
      .filter(({ dueAtMs }) => dueAtMs <= nowMs)
      .sort((a, b) => a.dueAtMs - b.dueAtMs || byId(a, b))
      .slice(0, limit);
  }

  earliestDueMs(): number | null {
    if (this.#tasks.size === 0) return null;
    const times = this.#waiting().map(({ dueAtMs }) => dueAtMs);
    return times.length === 0 ? null : Math.min(...times);
  }

  withTag(tag: string, stamp: Version): readonly PurgeTask[] {
    const first = idBeforeNewer(stamp);
    return [...this.#tasks.values()]
      .filter((task) => task.tag === tag && task.id > first)
      .sort(byId);
  }

  collect(beforeMs: number): void {
    for (const { id, dueAtMs, startedAtMs } of [...this.#tasks.values()]) {
      if (dueAtMs === null && startedAtMs < beforeMs) this.#undo.delete(this.#tasks, id);
    }
  }

  #waiting(): readonly (PurgeTask & { readonly dueAtMs: number })[] {
    return [...this.#tasks.values()].flatMap((task) =>
      task.dueAtMs === null ? [] : [{ ...task, dueAtMs: task.dueAtMs }],
    );
  }
}

const byId = (a: PurgeTask, b: PurgeTask): number => (a.id < b.id ? -1 : 1);
