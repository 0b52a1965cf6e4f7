import type { NewPurge, PurgeProgress } from "../../shared/ledger/purge.ts";
import type { Tag } from "../../shared/tags.ts";
import type { Version } from "../../shared/version.ts";
import type { Pace } from "../timing/task-pace.ts";

/** A purge of one shard, as far as it is. Plain data. */
export type PurgeTask = NewPurge &
  PurgeProgress & {
    /** Keys up to this one had their turn. */
    readonly afterId: string;
    /** A key got the tag behind `afterId` by a write older than the purge: once more from the start. */
    readonly isAgain: boolean;
    /** Versions given out so far; reserved before anything is sent, so that none names two keys. */
    readonly positions: number;
    /** Steps done so far: a ring whose step took long sees by it that another was faster. */
    readonly steps: number;
    readonly pace: Pace;
    /** When the next keys have their turn; null when it has finished. */
    readonly dueAtMs: number | null;
  };

/** The purges of a shard. Part of the ledger store: its rows change in the transactions of that. */
export interface PurgeStore {
  load(id: string): PurgeTask | null;
  save(task: PurgeTask): void;
  /** Unfinished ones with something due at or before `nowMs`, the longest due first. */
  due(nowMs: number, limit: number): readonly PurgeTask[];
  earliestDueMs(): number | null;
  /** Those of a tag that may delete what has this version, finished ones too; by id. */
  withTag(tag: Tag, stamp: Version): readonly PurgeTask[];
  /** Forgets what has finished and was started before `beforeMs`. */
  collect(beforeMs: number): void;
}
