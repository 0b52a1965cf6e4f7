import type { DeadLetter } from "../../shared/dead-letter.ts";
import type { ShardGate } from "../../shared/gate/shard-gate.ts";
import type { DueLane } from "../../shared/ledger/due.ts";
import type { KeyState } from "../../shared/ledger/key-state.ts";
import type { LetterName } from "../../shared/ledger/protocol.ts";
import type { Tally } from "../../shared/ledger/tally.ts";
import type { Pauses, SpentPayload } from "../../shared/ledger/turn.ts";
import type { CountBook } from "../../shared/metrics/count-book.ts";
import type { Version } from "../../shared/version.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import type { BucketStore } from "./bucket-store.ts";
import type { PurgeStore } from "./purge-store.ts";
import type { TagStore } from "./tag-store.ts";

/** What is stored beside a key's state; undefined leaves what is stored, null deletes it. */
export type BodyChanges = {
  readonly held: WriteIntent | null | undefined;
  readonly kept: WriteIntent | null | undefined;
};

export type BodySlot = keyof BodyChanges;

/**
 * Where a shard keeps its rows. Synchronous, since SQLite in a Durable Object is; no rules live
 * here. `test/contract/ledger-store.contract.ts` says what an implementation has to do.
 */
export interface LedgerStore {
  /** All or nothing: when `run` throws, nothing of it is stored. */
  transaction<T>(run: () => T): T;

  /** The state of a key; of a key without a row, the empty one. */
  loadKey(id: string): KeyState;
  /** The same for many keys at once, by id; those without a row are left out. */
  loadKeys(ids: readonly string[]): ReadonlyMap<string, KeyState>;
  saveKey(id: string, state: KeyState, bodies: BodyChanges, touchedAtMs: number): void;
  deleteKey(id: string): void;
  body(id: string, slot: BodySlot): WriteIntent | null;
  /** Lanes in which something is due, now or later. */
  dueLanes(): readonly DueLane[];
  /** Keys with something due at or before `nowMs`, the longest due first. */
  dueKeys(lane: DueLane, nowMs: number, limit: number): readonly string[];
  earliestDueMs(lane: DueLane): number | null;
  /** Keys not touched since `beforeMs`, by id, after `afterId`. */
  untouchedKeys(beforeMs: number, afterId: string, limit: number): readonly string[];
  /** The oldest version that waits here. */
  oldestHeld(): Version | null;

  addLetter(letter: DeadLetter, dueAtMs: number): void;
  dueLetters(nowMs: number, limit: number): readonly DeadLetter[];
  forgetLetter(name: LetterName): void;
  earliestLetterMs(): number | null;

  addSpentPayload(payload: SpentPayload): void;
  dueSpentPayloads(nowMs: number, limit: number): readonly Version[];
  forgetSpentPayload(version: Version): void;
  earliestSpentPayloadMs(): number | null;

  /** Which keys carry which tag. */
  readonly tags: TagStore;
  readonly purges: PurgeStore;
  readonly buckets: BucketStore;

  loadShard(): ShardRow;
  saveShard(row: ShardRow): void;
}

/** What a shard knows beside its keys. */
export type ShardRow = {
  /** The count of shards that this one was made with; null before its first call. */
  readonly shards: number | null;
  readonly tally: Tally;
  readonly pauses: Pauses;
  readonly book: CountBook;
  /** What the gate has said and given. */
  readonly gate: ShardGate;
};
