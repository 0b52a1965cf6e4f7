import type { BucketStore } from "../../consumer/ledger/bucket-store.ts";
import type {
  BodyChanges,
  BodySlot,
  LedgerStore,
  ShardRow,
} from "../../consumer/ledger/ledger-store.ts";
import { EMPTY_SHARD } from "../../consumer/ledger/shard-row.ts";
import { type DeadLetter, deadLetterId } from "../../shared/dead-letter.ts";
import { type DueLane, dueOf, laneOf } from "../../shared/ledger/due.ts";
import { emptyKeyState, type KeyState } from "../../shared/ledger/key-state.ts";
import type { LetterName } from "../../shared/ledger/protocol.ts";
import type { SpentPayload } from "../../shared/ledger/turn.ts";
import type { Period } from "../../shared/metrics/period.ts";
import type { Version } from "../../shared/version.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { compareUtf8 } from "./compare-utf8.ts";
import { MemoryPurgeStore } from "./memory-purge-store.ts";
import { MemoryTagStore } from "./memory-tag-store.ts";
import { UndoLog } from "./undo-log.ts";

type Due = { readonly lane: DueLane; readonly atMs: number };

type Row = {
  readonly state: KeyState;
  readonly held: WriteIntent | null;
  readonly kept: WriteIntent | null;
  readonly touchedAtMs: number;
};

type Letter = { readonly letter: DeadLetter; readonly dueAtMs: number };

/**
 * A ledger store in memory. Rows are replaced, never changed, so a transaction that throws is undone
 * from an undo log.
 */
export class MemoryLedgerStore implements LedgerStore {
  readonly #keys = new Map<string, Row>();
  /** Of the keys that wait for something: few, while there may be many keys. */
  readonly #dues = new Map<string, Due>();
  readonly #letters = new Map<string, Letter>();
  readonly #payloads = new Map<Version, number>();
  readonly #minutes = new Map<number, Period>();
  #shard: ShardRow = EMPTY_SHARD;
  readonly #undo = new UndoLog();
  readonly tags = new MemoryTagStore(this.#undo);
  readonly purges = new MemoryPurgeStore(this.#undo);

  transaction<T>(run: () => T): T {
    return this.#undo.transaction(run);
  }

  loadKey(id: string): KeyState {
    return this.#keys.get(id)?.state ?? emptyKeyState;
  }

  loadKeys(ids: readonly string[]): ReadonlyMap<string, KeyState> {
    const found = ids.filter((id) => this.#keys.has(id));
    return new Map(found.map((id) => [id, this.loadKey(id)]));
  }

  saveKey(id: string, state: KeyState, bodies: BodyChanges, touchedAtMs: number): void {
    const before = this.#keys.get(id);
    const due = dueOf(state);
    this.#undo.set(this.#keys, id, {
      state,
      held: bodies.held === undefined ? (before?.held ?? null) : bodies.held,
      kept: bodies.kept === undefined ? (before?.kept ?? null) : bodies.kept,
      touchedAtMs,
    });
    if (due === null) this.#undo.delete(this.#dues, id);
    else this.#undo.set(this.#dues, id, { lane: laneOf(id, due), atMs: due.atMs });
  }

  deleteKey(id: string): void {
    this.#undo.delete(this.#keys, id);
    this.#undo.delete(this.#dues, id);
  }

  body(id: string, slot: BodySlot): WriteIntent | null {
    return this.#keys.get(id)?.[slot] ?? null;
  }

  dueLanes(): readonly DueLane[] {
    const lanes: DueLane[] = [];
    for (const { lane } of this.#dues.values()) {
      if (!lanes.includes(lane)) lanes.push(lane);
    }
    return lanes.sort();
  }

  dueKeys(lane: DueLane, nowMs: number, limit: number): readonly string[] {
    const found: { readonly id: string; readonly atMs: number }[] = [];
    for (const [id, due] of this.#dues) {
      if (due.lane === lane && due.atMs <= nowMs) found.push({ id, atMs: due.atMs });
    }
    return found
      .sort((a, b) => a.atMs - b.atMs || compareUtf8(a.id, b.id))
      .slice(0, limit)
      .map(({ id }) => id);
  }

  earliestDueMs(lane: DueLane): number | null {
    let earliestMs: number | null = null;
    for (const due of this.#dues.values()) {
      if (due.lane === lane) earliestMs = earlier(earliestMs, due.atMs);
    }
    return earliestMs;
  }

  untouchedKeys(beforeMs: number, afterId: string, limit: number): readonly string[] {
    return [...this.#keys]
      .filter(([id, row]) => compareUtf8(id, afterId) > 0 && row.touchedAtMs < beforeMs)
      .map(([id]) => id)
      .sort(compareUtf8)
      .slice(0, limit);
  }

  oldestHeld(): Version | null {
    const versions = [...this.#keys.values()].flatMap(({ state }) => {
      const version = state.held?.version ?? state.touch?.intent.version;
      return version === undefined ? [] : [version];
    });
    return versions.sort()[0] ?? null;
  }

  addLetter(letter: DeadLetter, dueAtMs: number): void {
    if (letter.kind !== "intent") throw new Error("the outbox takes letters with a version only");
    const { generation } = letter.intent;
    this.#undo.set(this.#letters, `${deadLetterId(letter)}/${generation}`, { letter, dueAtMs });
  }

  dueLetters(nowMs: number, limit: number): readonly DeadLetter[] {
    if (this.#letters.size === 0) return [];
    return [...this.#letters]
      .filter(([, entry]) => entry.dueAtMs <= nowMs)
      .sort(([a, x], [b, y]) => x.dueAtMs - y.dueAtMs || (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([, entry]) => entry.letter);
  }

  forgetLetter(name: LetterName): void {
    this.#undo.delete(this.#letters, `${name.version}/${name.generation}`);
  }

  earliestLetterMs(): number | null {
    let earliestMs: number | null = null;
    for (const { dueAtMs } of this.#letters.values()) earliestMs = earlier(earliestMs, dueAtMs);
    return earliestMs;
  }

  addSpentPayload(payload: SpentPayload): void {
    this.#undo.set(this.#payloads, payload.version, payload.deleteAtMs);
  }

  dueSpentPayloads(nowMs: number, limit: number): readonly Version[] {
    if (this.#payloads.size === 0) return [];
    return [...this.#payloads]
      .filter(([, deleteAtMs]) => deleteAtMs <= nowMs)
      .sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([version]) => version);
  }

  forgetSpentPayload(version: Version): void {
    this.#undo.delete(this.#payloads, version);
  }

  earliestSpentPayloadMs(): number | null {
    let earliestMs: number | null = null;
    for (const deleteAtMs of this.#payloads.values()) earliestMs = earlier(earliestMs, deleteAtMs);
    return earliestMs;
  }

  readonly buckets: BucketStore = {
    save: (bucket) => this.#undo.set(this.#minutes, bucket.index, bucket),
    between: (from, until) =>
      [...this.#minutes.values()]
        .filter(({ index }) => index >= from && index < until)
        .sort((a, b) => a.index - b.index),
    deleteBefore: (before) => {
      const old = [...this.#minutes.keys()].filter((index) => index < before);
      for (const index of old) this.#undo.delete(this.#minutes, index);
      return old.length;
    },
  };

  loadShard(): ShardRow {
    return this.#shard;
  }

  saveShard(row: ShardRow): void {
    const before = this.#shard;
    this.#undo.note(() => {
      this.#shard = before;
    });
    this.#shard = row;
  }
}

const earlier = (aMs: number | null, bMs: number): number =>
  aMs === null ? bMs : Math.min(aMs, bMs);
