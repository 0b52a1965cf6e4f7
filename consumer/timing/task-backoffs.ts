import type { Dice } from "../../shared/backoff.ts";
import { failedPauseMs } from "./alarm-setter.ts";

/**
 * When each task of a ring may be tried again: one that fails waits longer and longer, and keeps no
 * other from its time. In memory: a new instance tries at once.
 */
export class TaskBackoffs<Task extends string> {
  readonly #failed = new Map<Task, { readonly failures: number; readonly notBeforeMs: number }>();

  notBeforeMs(task: Task): number {
    return this.#failed.get(task)?.notBeforeMs ?? 0;
  }

  succeeded(task: Task): void {
    this.#failed.delete(task);
  }

  failed(task: Task, nowMs: number, dice: Dice): void {
    const failures = (this.#failed.get(task)?.failures ?? 0) + 1;
    this.#failed.set(task, { failures, notBeforeMs: nowMs + failedPauseMs(failures, dice) });
  }
}
