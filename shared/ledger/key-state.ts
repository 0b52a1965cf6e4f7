import type { WriteFailure } from "../failure.ts";
import type { Version } from "../version.ts";
import type { OnFailure } from "../write-intent.ts";
import { type KnownVersions, noKnownVersions } from "./known-versions.ts";

export type Operation = "put" | "delete";

/** Why an intent waits in the ledger. */
export const HOLD_REASONS = ["pace", "backoff", "quota", "breaker", "pause"] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/** The right of one batch to write one version; at most one per key is out and unexpired. */
export type Lease = {
  readonly token: string;
  readonly version: Version;
  readonly generation: number;
  readonly hasPayload: boolean;
  readonly grantedAtMs: number;
  readonly untilMs: number;
  /** A newer version was admitted meanwhile: without a success this one ends superseded. */
  readonly isOutdated: boolean;
};

/**
 * Puts whose outcome nobody knows may still land until `untilMs`. `of` is the version that they
 * carry, or "any" when they carry different ones.
 */
export type Doubt = { readonly untilMs: number; readonly of: Version | "any" };

/** An intent that waits here; its body lies beside the state. */
export type Held = {
  readonly version: Version;
  readonly generation: number;
  readonly operation: Operation;
  readonly hasPayload: boolean;
  readonly reason: HoldReason;
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
  /** Stamped in KV: older than the newest applied version when that changed nothing. */
  readonly version: Version;
  /** Null for a write that is not compared. */
  readonly digest: string | null;
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

/**
 * Everything the ledger knows of one key except bodies. Plain data: one row of SQLite, one value
 * in the simulator.
 */
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
  kept: null,
  dead: [],
  revived: [],
  known: noKnownVersions,
};

/** What admit and settle need to know of a version without its value. */
export type Candidate = {
  readonly version: Version;
  readonly generation: number;
  readonly operation: Operation;
  readonly expiresAtMs: number | null;
  readonly payloadSizeBytes: number;
  readonly onFailure: OnFailure;
  /** Of what KV holds afterwards; null for a write that is to happen in any case. */
  readonly digest: string | null;
};

/** A put whose value has expired is applied as a delete, so that no older value stays. */
export const effectiveOperation = (candidate: Candidate, nowMs: number): Operation =>
  candidate.expiresAtMs !== null && candidate.expiresAtMs <= nowMs ? "delete" : candidate.operation;

/** Whether a kept value has to be written again once it is due. */
export const needsRepair = (state: KeyState): boolean =>
  state.kept !== null &&
  state.doubt !== null &&
  state.doubt.of !== state.done &&
  state.kept.version === state.done &&
  state.hi === state.done;
