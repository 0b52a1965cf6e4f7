import { type Charge, giveBack, spend } from "../gate/budget-portion.ts";
import { coalescingWindowMs, DROP_FROM } from "../gate/coalescing-window.ts";
import { budgetOf, levelNow, purseFor, stopOf } from "../gate/shard-gate.ts";
import { dayEndMs, utcDay } from "../gate/utc-day.ts";
import { MAX_VALUE_BYTES } from "../limits.ts";
import { leaseMs } from "../write-time.ts";
import { effectiveOperation } from "./effective-operation.ts";
import type { Candidate, Operation } from "./key-state.ts";
import type { Lease } from "./lease.ts";
import type { Turn } from "./turn.ts";

/** Clocks of machines may differ by so much: near its expiration, a put may turn out a delete. */
const CLOCK_SKEW_MS = 20_000;

/** The operations with a budget that a write of this length may turn out to be. */
function chargedOperations(
  turn: Turn,
  candidate: Candidate,
  lengthMs: number,
): readonly Operation[] {
  const before = effectiveOperation(candidate, turn.nowMs - CLOCK_SKEW_MS);
  const after = effectiveOperation(candidate, turn.nowMs + lengthMs + CLOCK_SKEW_MS);
  const both = before === after ? [before] : [before, after];
  return both.filter((operation) => budgetOf(turn.rules, operation) !== null);
}

/** Who goes first when a budget runs short. */
export type Rank = "urgent" | "waited" | "new";

export function rankOf({ priority }: Candidate, isNew: boolean): Rank {
  if (priority === "immediate") return "urgent";
  return isNew ? "new" : "waited";
}

/** What stops every write of this kind in the namespace. */
export const stopFor = ({ gate, pauses, namespace, nowMs }: Turn, operation: Operation) =>
  stopOf(gate, pauses, namespace, operation, nowMs);

/**
 * Takes one write from the day's portion of each budget that it may count for. Null when there is
 * nothing to take: then nothing is taken at all. A write that has not waited yet lets those go first
 * that have.
 */
export function chargeFor(turn: Turn, candidate: Candidate, rank: Rank): Charge | "free" | null {
  // How large the value of a touch is shows only when it is read.
  const isTouch = candidate.operation === "touch";
  const sizeBytes = isTouch ? MAX_VALUE_BYTES : candidate.payloadSizeBytes;
  const lengthMs = leaseMs(turn.rules, sizeBytes);
  const operations = chargedOperations(turn, candidate, lengthMs);
  if (operations.length === 0) return "free";
  if (rank === "new" && turn.isQueueing) return null;
  const items = operations.flatMap((operation) => {
    const purse = purseFor(turn.gate, operation, rank === "urgent", turn.nowMs);
    return purse === null ? [] : [{ operation, purse }];
  });
  if (items.length < operations.length) return null;
  for (const { operation, purse } of items) setPortion(turn, operation, (p) => spend(p, purse));
  return { day: utcDay(turn.nowMs), items };
}

/** The write of a grant never started. */
export function refund(turn: Turn, { charge }: Lease): void {
  for (const { operation, purse } of charge?.items ?? []) {
    setPortion(turn, operation, (portion) => giveBack(portion, charge?.day ?? -1, purse));
  }
}

type Portions = Turn["gate"]["portions"];

function setPortion(
  turn: Turn,
  operation: Operation,
  next: (portion: Portions[Operation]) => Portions[Operation],
): void {
  const { portions } = turn.gate;
  const portion = next(portions[operation]);
  turn.gate = { ...turn.gate, portions: { ...portions, [operation]: portion } };
}

/** How long a lease may be told to last: a write that is charged to a day starts on that day. */
export const toldLeaseMs = (turn: Turn, { untilMs, charge }: Lease): number =>
  (charge === null ? untilMs : Math.min(untilMs, dayEndMs(charge.day))) - turn.nowMs;

/**
 * Whether a write gives way because most of its budget is spent, as its caller allows. A copy of one
 * that is under way does not: that one ends it.
 */
export const givesWay = (turn: Turn, candidate: Candidate): boolean =>
  candidate.onFailure === "drop" &&
  turn.state.lease?.version !== candidate.version &&
  candidate.priority === "normal" &&
  isScarce(turn, effectiveOperation(candidate, turn.nowMs));

const isScarce = (turn: Turn, operation: Operation): boolean =>
  budgetOf(turn.rules, operation) !== null &&
  levelNow(turn.gate, operation, turn.nowMs) >= DROP_FROM;

/** The time between two writes of a key: `PACE_MS`, or more when a budget runs short. */
export function paceMs(turn: Turn): number {
  const windows = (["put", "delete"] as const)
    .filter((operation) => budgetOf(turn.rules, operation) !== null)
    .map((operation) =>
      coalescingWindowMs(turn.rules.PACE_MS, levelNow(turn.gate, operation, turn.nowMs)),
    );
  return Math.max(turn.rules.PACE_MS, ...windows);
}

/** A grant in a namespace whose breaker is half open is its probe. */
export function noteProbe(turn: Turn): void {
  const { gate, namespace, nowMs } = turn;
  const breaker = gate.view.breakers[namespace];
  if (breaker === undefined) return;
  const probes = { ...gate.probes, [namespace]: { episode: breaker.episode, atMs: nowMs } };
  turn.gate = { ...gate, probes };
}
