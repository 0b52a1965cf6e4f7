import type { Dice } from "../backoff.ts";
import type { DeadLetter } from "../dead-letter.ts";
import type { Budgets, ShardGate } from "../gate/shard-gate.ts";
import { MS_PER_DAY } from "../limits.ts";
import { count, type OpenCounts } from "../metrics/counts.ts";
import { latencyCell } from "../metrics/latency-cells.ts";
import { laterVersion, type Version, versionTimeMs } from "../version.ts";
import type { WriteIntent } from "../write-intent.ts";
import type { Candidate, Held, Kept, KeyState, Operation } from "./key-state.ts";
import { rememberVersion, type VersionState } from "./known-versions.ts";
import { rememberedState } from "./remembered-state.ts";
import type { OpenTally } from "./tally.ts";

/** The settings that the rules of the ledger need. */
export type LedgerRules = Budgets & {
  readonly PACE_MS: number;
  readonly MAX_FAILURES: number;
  readonly LEASE_MS: number;
  readonly PUT_TIMEOUT_MS: number;
  readonly REPAIR_AFTER_MS: number;
  readonly RETENTION_DAYS: number;
};

/** What the platform has stopped by its own daily limit, until when. */
export type Pauses = Readonly<Record<Operation, number>>;

/** Counts for the breaker: a throttled write and a used-up quota say nothing about KV's health. */
export type KvAnswer = { readonly end: "succeeded" | "failed"; readonly grantedAtMs: number };

/** A payload that nothing refers to any more once `deleteAtMs` has passed. */
export type SpentPayload = { readonly version: Version; readonly deleteAtMs: number };

/**
 * One key's turn inside one transaction: the state on its way from old to new, and the effects that
 * are stored with it. A turn belongs to one call of one rule; the state it began with stays intact.
 */
export type Turn = {
  readonly nowMs: number;
  readonly dice: Dice;
  readonly rules: LedgerRules;
  readonly pauses: Pauses;
  readonly namespace: string;
  /** Whether writes wait in the shard for a budget: those that come now line up behind them. */
  readonly isQueueing: boolean;
  readonly tally: OpenTally;
  readonly counts: OpenCounts;
  state: KeyState;
  /** Portions and probes change with what is granted. */
  gate: ShardGate;
  /** What KV has answered to the write that was reported. */
  kvAnswer: KvAnswer | null;
  /** Dead letters for the outbox. */
  readonly letters: DeadLetter[];
  readonly spentPayloads: SpentPayload[];
  /** The quota of an operation that turned out used up. */
  exhausted: Operation | null;
  /** Bodies to store or, when null, to delete; undefined leaves what is stored. */
  heldBody: WriteIntent | null | undefined;
  keptBody: WriteIntent | null | undefined;
};

export function change(turn: Turn, part: Partial<KeyState>): void {
  turn.state = { ...turn.state, ...part };
}

/** The state of a version as far as it is remembered; null when it was never seen. */
export function versionState(turn: Turn, version: Version): VersionState | null {
  if (turn.state.dead.some((mark) => mark.version === version)) return "dead";
  return rememberedState(turn.state, version);
}

/** Moves a version to a state and the counters with it: the only place where versions are counted. */
export function moveVersion(turn: Turn, version: Version, to: VersionState): void {
  const from = versionState(turn, version);
  if (from === to) return;
  if (from === null) turn.tally.accepted += 1;
  else turn.tally[from] -= 1;
  turn.tally[to] += 1;
  countMove(turn, version, from, to);
  const oldestMs = turn.nowMs - turn.rules.RETENTION_DAYS * MS_PER_DAY;
  change(turn, { known: rememberVersion(turn.state.known, version, to, oldestMs) });
  if (to !== "pending") forgetRevived(turn, version);
}

/** Entering and leaving a final state is counted apart, so that no counter ever falls. */
function countMove(
  { counts, nowMs }: Turn,
  version: Version,
  from: VersionState | null,
  to: VersionState,
): void {
  if (from !== null && from !== "pending") count(counts, `left-${from}`);
  if (to !== "pending") count(counts, to);
  if (to !== "applied") return;
  const latencyMs = Math.max(0, nowMs - versionTimeMs(version));
  count(counts, latencyCell(latencyMs));
  count(counts, "latency-ms", latencyMs);
}

function forgetRevived(turn: Turn, version: Version): void {
  const revived = turn.state.revived.filter((one) => one.version !== version);
  if (revived.length !== turn.state.revived.length) change(turn, { revived });
}

/** The generation of a version that is pending: a late copy does not take it back. */
export function generationOf(turn: Turn, candidate: Candidate): number {
  const revived = turn.state.revived.find((one) => one.version === candidate.version);
  return Math.max(candidate.generation, revived?.generation ?? 0);
}

/** The newest version that counts; a put of an older one that is under way is outdated. */
export function raiseHi(turn: Turn, version: Version): void {
  const { hi, lease } = turn.state;
  change(turn, { hi: laterVersion(hi, version) });
  if (lease !== null && lease.version < version && !lease.isOutdated) {
    change(turn, { lease: { ...lease, isOutdated: true } });
  }
}

export function setHeld(turn: Turn, held: Held | null, body: WriteIntent | null): void {
  if (turn.state.held !== null) turn.tally.held[turn.state.held.reason] -= 1;
  if (held !== null) turn.tally.held[held.reason] += 1;
  if (held !== null && held.version !== turn.state.held?.version) {
    count(turn.counts, `held-${held.reason}`);
  }
  change(turn, { held });
  turn.heldBody = body;
}

export function setKept(turn: Turn, kept: Kept | null, body: WriteIntent | null): void {
  change(turn, { kept });
  turn.keptBody = body;
}

/** The payload of a final version goes once no unknown put can ask for it any more. */
export function spendPayload(turn: Turn, version: Version, hasPayload: boolean): void {
  if (!hasPayload) return;
  turn.spentPayloads.push({ version, deleteAtMs: turn.nowMs + turn.rules.REPAIR_AFTER_MS });
}

export function startTurn(
  state: KeyState,
  given: Pick<
    Turn,
    "nowMs" | "dice" | "rules" | "pauses" | "namespace" | "isQueueing" | "tally" | "counts" | "gate"
  >,
): Turn {
  return {
    ...given,
    state,
    letters: [],
    spentPayloads: [],
    exhausted: null,
    kvAnswer: null,
    heldBody: undefined,
    keptBody: undefined,
  };
}
