import type { BudgetAsk } from "../../shared/gate/budget-book.ts";
import { isLow, usedOf } from "../../shared/gate/budget-portion.ts";
import type { ShardReport } from "../../shared/gate/protocol.ts";
import { budgetOf, levelNow, nextDayMs, spendableDay } from "../../shared/gate/shard-gate.ts";
import { parseLane, type WriteLane } from "../../shared/ledger/due.ts";
import type { Operation } from "../../shared/ledger/key-state.ts";
import { waitsForBudget } from "./open-lanes.ts";
import type { ShardParts } from "./run-rule.ts";

const OPERATIONS: readonly Operation[] = ["put", "delete"];

/** What a shard needs of the daily budgets, from one look at what is due. */
export type BudgetNeed = {
  /** Now when a portion runs low, else when something that waits for one is due; null for never. */
  readonly atMs: number | null;
  /** What to ask of the gate for each operation that needs a portion now. */
  readonly asks: ShardReport["budgets"];
  /** The same in short: operations, and those whose reserve is needed. */
  readonly names: readonly string[];
};

const NO_NEED: BudgetNeed = { atMs: null, asks: {}, names: [] };

export function budgetNeed(parts: ShardParts): BudgetNeed {
  // Without a budget nothing waits for one, and no lane has to be read.
  if (!OPERATIONS.some((operation) => budgetOf(parts.rules, operation) !== null)) return NO_NEED;
  const waiting = waitingLanes(parts);
  const low = runningLow(parts);
  if (waiting.length === 0 && low.length === 0) return NO_NEED;
  const asks = asksFor(parts, waiting, low);
  const names = Object.entries(asks).map(([operation, { wantsReserve }]) =>
    wantsReserve ? `${operation} reserve` : operation,
  );
  return { atMs: neededAtMs(waiting, low, parts.now()), asks, names };
}

function neededAtMs(waiting: readonly Waiting[], low: readonly Operation[], nowMs: number): number {
  const times = [...waiting.map(({ atMs }) => atMs), ...(low.length > 0 ? [nowMs] : [])];
  const earliestMs = Math.min(...times);
  // What is given in the last moments of a day could not be spent any more.
  return spendableDay(nowMs) === null ? Math.max(earliestMs, nextDayMs(nowMs)) : earliestMs;
}

function asksFor(
  parts: ShardParts,
  waiting: readonly Waiting[],
  low: readonly Operation[],
): ShardReport["budgets"] {
  const nowMs = parts.now();
  const due = waiting.filter(({ atMs }) => atMs <= nowMs);
  const asks: Partial<Record<Operation, BudgetAsk>> = {};
  for (const operation of OPERATIONS) {
    const lanes = due.filter(({ lane }) => lane.operation === operation);
    if (lanes.length === 0 && !low.includes(operation)) continue;
    const portion = parts.store.loadShard().gate.portions[operation];
    asks[operation] = {
      day: portion.day,
      used: usedOf(portion),
      wantsReserve: lanes.some(({ lane }) => lane.priority === "immediate"),
    };
  }
  return asks;
}

type Waiting = { readonly lane: WriteLane; readonly atMs: number };

function waitingLanes(parts: ShardParts): readonly Waiting[] {
  return parts.store.dueLanes().flatMap((name) => {
    const lane = parseLane(name);
    if (lane === null || !waitsForBudget(parts, lane)) return [];
    const atMs = parts.store.earliestDueMs(name);
    return atMs === null ? [] : [{ lane, atMs }];
  });
}

/** Portions to refill before they are empty, so that a steady flow of writes never waits for one. */
function runningLow({ store, rules, now }: ShardParts): readonly Operation[] {
  const { gate } = store.loadShard();
  const day = spendableDay(now());
  return OPERATIONS.filter((operation) => {
    const portion = gate.portions[operation];
    const isToday = day !== null && portion.day === day && portion.filledTo > 0;
    if (budgetOf(rules, operation) === null || !isToday || !isLow(portion)) return false;
    return levelNow(gate, operation, now()) < 100;
  });
}
