import type {
  ItemOutcome,
  NewReplay,
  ReplayItem,
  ReplayStore,
  ReplayTask,
} from "../../consumer/dead-letter-store/replay-store.ts";
import { initialPace, type Pace } from "../../consumer/timing/task-pace.ts";
import type { KeyAccess } from "../../shared/key-access.ts";
import type { LetterSelection } from "../../shared/letter-selection.ts";
import type { MemoryLetterStore } from "./memory-letter-store.ts";

/** The replays of a test or a simulation, beside its letters. */
export class MemoryReplayStore implements ReplayStore {
  readonly #letters: MemoryLetterStore;
  readonly #tasks = new Map<string, ReplayTask>();
  readonly #asked = new Set<string>();
  readonly #items = new Map<string, readonly ReplayItem[]>();

  constructor(letters: MemoryLetterStore) {
    this.#letters = letters;
  }

  create(replay: NewReplay): void {
    const counts = { matched: 0, skipped: 0, enqueued: 0 };
    const open = { finishedAtMs: null, cancelledAtMs: null, pace: initialPace };
    this.#tasks.set(replay.id, { ...replay, ...counts, ...open });
  }

  snapshot(replayId: string, selection: LetterSelection, access: KeyAccess): void {
    const items = this.#all(replayId);
    const last = items.at(-1)?.position ?? 0;
    const added = this.#letters.sendable(selection, access).map(({ id, generation }, index) => ({
      id,
      generation,
      position: last + 1 + index,
      isAttempted: false,
    }));
    this.#items.set(replayId, [...items, ...added]);
    this.#change(replayId, (task) => ({ matched: task.matched + added.length }));
  }

  get(replayId: string): ReplayTask | null {
    return this.#tasks.get(replayId) ?? null;
  }

  active(): ReplayTask | null {
    return [...this.#tasks.values()].find((task) => task.finishedAtMs === null) ?? null;
  }

  items(replayId: string, limit: number): readonly ReplayItem[] {
    return this.#all(replayId).slice(0, limit);
  }

  noteAsked(replayId: string, items: readonly ReplayItem[]): void {
    for (const item of items) this.#asked.add(`${replayId}/${item.id}`);
  }

  forgetAsked(replayId: string, items: readonly ReplayItem[]): void {
    for (const item of items) this.#asked.delete(`${replayId}/${item.id}`);
  }

  noteAttempts(replayId: string, items: readonly ReplayItem[]): void {
    const attempted = new Map(items.map(({ position, generation }) => [position, generation]));
    this.#items.set(
      replayId,
      this.#all(replayId).map((item) => {
        const generation = attempted.get(item.position);
        return generation === undefined ? item : { ...item, generation, isAttempted: true };
      }),
    );
  }

  settle(replayId: string, items: readonly ReplayItem[], outcome: ItemOutcome): void {
    const settled = positions(items);
    this.#items.set(
      replayId,
      this.#all(replayId).filter((item) => !settled.has(item.position)),
    );
    this.#change(replayId, (task) => ({ [outcome]: task[outcome] + items.length }));
  }

  postpone(replayId: string, items: readonly ReplayItem[]): void {
    const postponed = positions(items);
    const all = this.#all(replayId);
    const last = all.at(-1)?.position ?? 0;
    const moved = all.filter((item) => postponed.has(item.position));
    this.#items.set(replayId, [
      ...all.filter((item) => !postponed.has(item.position)),
      ...moved.map((item, index) => ({ ...item, position: last + 1 + index })),
    ]);
  }

  savePace(replayId: string, pace: Pace): void {
    this.#change(replayId, () => ({ pace }));
  }

  cancel(replayId: string, nowMs: number): void {
    this.#change(replayId, (task) => ({ cancelledAtMs: task.cancelledAtMs ?? nowMs }));
  }

  dropUnattempted(replayId: string): void {
    this.#items.set(
      replayId,
      this.#all(replayId).filter(
        (item) => item.isAttempted || this.#asked.has(`${replayId}/${item.id}`),
      ),
    );
  }

  /** How many are not over. */
  get running(): number {
    return [...this.#tasks.values()].filter((task) => task.finishedAtMs === null).length;
  }

  finish(replayId: string, nowMs: number): void {
    this.#change(replayId, () => ({ finishedAtMs: nowMs }));
  }

  collect(beforeMs: number): void {
    for (const { id, finishedAtMs } of [...this.#tasks.values()]) {
      if (finishedAtMs !== null && finishedAtMs < beforeMs) this.#tasks.delete(id);
    }
  }

  #all(replayId: string): readonly ReplayItem[] {
    return this.#items.get(replayId) ?? [];
  }

  #change(replayId: string, part: (task: ReplayTask) => Partial<ReplayTask>): void {
    const task = this.#tasks.get(replayId);
    if (task !== undefined) this.#tasks.set(replayId, { ...task, ...part(task) });
  }
}

const positions = (items: readonly ReplayItem[]): ReadonlySet<number> =>
  new Set(items.map((item) => item.position));
