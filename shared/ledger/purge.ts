import { parseKeyId } from "../key.ts";
import { allowsKey, type KeyAccess } from "../key-access.ts";
import { MIN_TTL_SECONDS } from "../limits.ts";
import type { Tag } from "../tags.ts";
import {
  formatVersion,
  sameReading,
  type Version,
  versionOfReading,
  versionTimeMs,
} from "../version.ts";
import type { KeyState } from "./key-state.ts";
import { change, type Turn } from "./turn.ts";

/** A purge as one shard of the ledger is asked for it: delete what carries the tag. */
export type NewPurge = {
  /** The same in all shards: `purgeId` of the first one's version. */
  readonly id: string;
  readonly tag: Tag;
  /** Stamped when the purge was accepted: its deletions are as old as that, whenever they are sent. */
  readonly version: Version;
  /** Which keys its caller may delete. */
  readonly access: KeyAccess;
  /** The shard's share of the purge's pace. */
  readonly ratePerSecond: number;
  /** Whether a key that holds nothing already is settled without a KV delete. */
  readonly skipUnchanged: boolean;
};

/** How far it is. `matched` carried the tag; each of them ends enqueued or skipped. */
export type PurgeProgress = {
  readonly tag: Tag;
  readonly matched: number;
  /** Lost the tag, or were written anew, before their turn. */
  readonly skipped: number;
  readonly enqueued: number;
  readonly startedAtMs: number;
  readonly finishedAtMs: number | null;
};

export type PurgeCount = { readonly tag: Tag; readonly access: KeyAccess };

/** What a shard is asked of purges. */
export type PurgeQuestion =
  | { readonly kind: "start"; readonly purge: NewPurge }
  | { readonly kind: "find"; readonly id: string };

/** The tags of what a key holds, as far as the ledger was told. */
export const appliedTags = ({ written }: KeyState): readonly Tag[] =>
  written === null || written.stamp === null ? NO_TAGS : (written.tags ?? NO_TAGS);

const NO_TAGS: readonly Tag[] = [];

export const purgeId = (first: Version): string => `purge_${first}`;

/** The versions of a purge in all shards are stamped at once: their readings differ by less. */
const STAMPED_WITHIN_MS = 1_000;

/** The ids of purges with deletions newer than a version come after this one. */
export function idBeforeNewer(version: Version): string {
  const timeMs = Math.max(0, versionTimeMs(version) - STAMPED_WITHIN_MS);
  return purgeId(formatVersion({ timeMs, counter: 0 }, 0));
}

/** The version of a purge's deletion: versions name one write of one key, so each has its own. */
export const deletionVersion = ({ version }: Pick<NewPurge, "version">, position: number) =>
  versionOfReading(version, position);

/** Whether a write of the key is newer than the purge, or one of its deletions is there already. */
export const isOutlived = ({ version }: Pick<NewPurge, "version">, { hi }: KeyState): boolean =>
  hi !== null && (hi > version || sameReading(hi, version));

export const isInReach = ({ access }: Pick<NewPurge, "access">, id: string): boolean =>
  allowsKey(access, parseKeyId(id));

/** Longer than clocks differ and KV shows a value after its end. */
const GONE_AFTER_MS = 3_600_000;

/** Whether what the key holds has certainly ended by its expiration, and nothing will bring it back. */
export function hasEnded({ written, doneAtMs, doubt, lease }: KeyState, nowMs: number): boolean {
  if (written === null || written.expiresAtMs === null) return false;
  if (doubt !== null || lease !== null) return false;
  const earliestMs = (doneAtMs ?? 0) + MIN_TTL_SECONDS * 1_000;
  return Math.max(written.expiresAtMs, earliestMs) + GONE_AFTER_MS <= nowMs;
}

/** What has ended carries nothing any more. */
export function forgetTags(turn: Turn): void {
  const { written } = turn.state;
  if (written === null || !hasEnded(turn.state, turn.nowMs)) return;
  const { tags: _, ...rest } = written;
  change(turn, { written: rest });
}
