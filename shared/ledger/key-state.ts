import type { WriteFailure } from "../failure.ts";
import type { Version } from "../version.ts";
import type { OnFailure, Priority, TouchIntent } from "../write-intent.ts";
import type { ContentId } from "./content-id.ts";
import { type KnownVersions, noKnownVersions } from "./known-versions.ts";
import type { Lease } from "./lease.ts";

export type Operation = "put" | "delete";

/** Why an intent waits in the ledger. */
export const HOLD_REASONS = ["pace", "backoff", "quota", "breaker", "pause"] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/**
 * Writes whose outcome nobody knows may still land until `untilMs`. `of` is what they leave, or
 * "any" when they leave different things.
 */
export type Doubt = { readonly untilMs: number; readonly of: ContentId | "any" };

/** An intent that waits here; its body lies beside the state. */
export type Held = {
  readonly version: Version;
  readonly generation: number;
  readonly operation: Operation;
  readonly hasPayload: boolean;
  readonly reason: HoldReason;
  readonly priority: Priority;
  /** Since when the key waits, whatever version does: the longest wait goes first. */
  readonly sinceMs: number;
  /** Tells this hold from an earlier one of the same version, which may still be on its way. */
  readonly serial: number;
};

/** The newest applied intent, kept to be written again while an unknown outcome is open. */
export type Kept = {
  readonly version: Version;
  readonly operation: Operation;
  readonly hasPayload: boolean;
  /** No repair is sent before this: the last one is under way or failed. */
  readonly retryAtMs: number;
  readonly streak: number;
};

/** What the newest applied version left in KV, as far as a report of success tells. */
export type Written = {
  readonly content: ContentId;
  /**
   * Stamped in KV: older than the newest applied version when that changed nothing, and null when
   * the key holds nothing.
   */
  readonly stamp: Version | null;
  /** Null for what is not compared. */
  readonly digest: string | null;
  readonly expiresAtMs: number | null;
  /** The end that a touch with an unknown outcome may have given it: from then on it may be gone. */
  readonly mayEndAtMs?: number;
  readonly tags?: readonly string[];
};

/** The newest touch that waits: for a put that carries its expiration, or for its own turn. */
export type OpenTouch = {
  readonly intent: TouchIntent;
  /** What it would be when it was last asked for: a delete once its time is over. */
  readonly operation: Operation;
  readonly reason: HoldReason;
  readonly failures: number;
  readonly firstFailedAtMs: number | null;
  /** Of its own; the key's counts, too. */
  readonly notBeforeMs: number;
  /** It was sent back to the queue: not again before this. */
  readonly sentUntilMs: number;
};

/** The newest touch that was applied. Puts older than it that come later get its expiration. */
export type Touched = {
  readonly version: Version;
  readonly expiresAtMs: number;
  readonly atMs: number;
  readonly found: "value" | "nothing";
};

/** A dead version that was neither replayed nor discarded yet. */
export type DeadMark = {
  readonly version: Version;
  readonly generation: number;
  readonly failure: WriteFailure;
  readonly failures: number;
  readonly firstSeenAtMs: number;
  readonly lastSeenAtMs: number;
  readonly hasPayload: boolean;
  readonly isTouch: boolean;
};

/** A message of an older generation is a late copy of the one that died. */
export type Revived = { readonly version: Version; readonly generation: number };

/** What is counted for the version that fails, until it is applied or given up. */
export type Failures = {
  readonly version: Version;
  readonly generation: number;
  readonly count: number;
  readonly firstSeenAtMs: number;
};

/** Everything the ledger knows of one key except bodies, as plain data: one row of SQLite. */
export type KeyState = {
  /** The newest version that counts: falls back when it turns out dead. */
  readonly hi: Version | null;
  /** The newest applied version, and when its report arrived. */
  readonly done: Version | null;
  readonly doneAtMs: number | null;
  /** Says what KV holds only while no doubt is open. */
  readonly written: Written | null;
  readonly lease: Lease | null;
  /** Tokens of leases that ran out before the report of their call has come. */
  readonly unreported: readonly string[];
  /** No write of the key starts before this. */
  readonly notBeforeMs: number;
  readonly failures: Failures | null;
  /** Failures in a row, whatever the version: the exponent of the backoff. */
  readonly streak: number;
  readonly doubt: Doubt | null;
  readonly held: Held | null;
  /** Holds so far. */
  readonly holds: number;
  /** Touches have a place of their own: they never supersede a put and never count in `hi`. */
  readonly touch: OpenTouch | null;
  readonly touched: Touched | null;
  readonly kept: Kept | null;
  readonly dead: readonly DeadMark[];
  /** Replayed versions that are pending, with the generation that was admitted. */
  readonly revived: readonly Revived[];
  readonly known: KnownVersions;
};

export const emptyKeyState: KeyState = {
  hi: null,
  done: null,
  doneAtMs: null,
  written: null,
  lease: null,
  unreported: [],
  notBeforeMs: 0,
  failures: null,
  streak: 0,
  doubt: null,
  held: null,
  holds: 0,
  touch: null,
  touched: null,
  kept: null,
  dead: [],
  revived: [],
  known: noKnownVersions,
};

/** What admit and settle need to know of a version without its value. */
export type Candidate = {
  readonly version: Version;
  readonly generation: number;
  readonly operation: Operation | "touch";
  readonly expiresAtMs: number | null;
  readonly payloadSizeBytes: number;
  readonly onFailure: OnFailure;
  readonly priority: Priority;
  /** Of what KV holds afterwards; null for a write that is to happen in any case. */
  readonly digest: string | null;
  readonly tags: readonly string[];
  /** The whole intent of a touch: it is no larger than this. */
  readonly touch: TouchIntent | null;
  /** The touch whose expiration this put has instead of its own. */
  readonly carried: Version | null;
};

/** Whether a kept value has to be written again once it is due. */
export const needsRepair = (state: KeyState): boolean =>
  state.kept !== null &&
  state.doubt !== null &&
  state.doubt.of !== state.written?.content &&
  state.kept.version === state.done &&
  state.hi === state.done;
