import { HOLD_REASONS, type HoldReason } from "./key-state.ts";
import { FINAL_STATES } from "./known-versions.ts";

/**
 * The counters of one shard. They change in the transaction that changes the state they count, per
 * version, so a redelivery cannot count twice:
 * accepted = pending + applied + superseded + dead + dropped + expired + discarded.
 */
export type Tally = {
  /** Versions seen for the first time. */
  readonly accepted: number;
  readonly pending: number;
  readonly applied: number;
  readonly superseded: number;
  readonly dead: number;
  readonly dropped: number;
  readonly expired: number;
  readonly discarded: number;
  /** Intents that wait in the ledger now, by reason. They are pending, too. */
  readonly held: Readonly<Record<HoldReason, number>>;
  /** Older than anything remembered of its key: acknowledged as superseded, outside the sum. */
  readonly late: number;
  /** Values written again after an unknown outcome, outside the sum. */
  readonly repaired: number;
  /** Applied without a KV write, since KV held the same already. They are counted as applied, too. */
  readonly unchanged: number;
  /** Touches of keys that held nothing: applied without a KV write. They are counted as applied, too. */
  readonly absent: number;
};

export const FINAL_COUNTERS = FINAL_STATES;

const SCALARS = [
  "accepted",
  "pending",
  ...FINAL_COUNTERS,
  "late",
  "repaired",
  "unchanged",
  "absent",
] as const;

type Scalars = { -readonly [name in (typeof SCALARS)[number]]: number };

/** A tally that one transaction may change in place. */
export type OpenTally = Scalars & { held: Record<HoldReason, number> };

const NO_SCALARS = Object.fromEntries(SCALARS.map((name) => [name, 0])) as Scalars;
const NONE_HELD = Object.fromEntries(HOLD_REASONS.map((reason) => [reason, 0])) as Tally["held"];

export const openTally = (): OpenTally => ({ ...NO_SCALARS, held: { ...NONE_HELD } });

export function addTally(sum: OpenTally, change: Tally): void {
  for (const name of SCALARS) sum[name] += change[name];
  for (const reason of HOLD_REASONS) sum.held[reason] += change.held[reason];
}

export const isZeroTally = (tally: Tally): boolean =>
  SCALARS.every((name) => tally[name] === 0) &&
  HOLD_REASONS.every((reason) => tally.held[reason] === 0);

export const heldTotal = (tally: Tally): number =>
  HOLD_REASONS.reduce((total, reason) => total + tally.held[reason], 0);
