import type { BudgetAsk } from "../../shared/gate/budget-book.ts";
import { isLow, usedOf } from "../../shared/gate/budget-portion.ts";
import type { ShardReport } from "../../shared/gate/protocol.ts";
import { budgetOf, levelNow, nextDayMs, spendableDay } from "../../shared/gate/shard-gate.ts";
import { parseLane, type WriteLane } from "../../shared/ledger/due.ts";
import type { Operation } from "../../shared/ledger/key-state.ts";
import { waitsForBudget } from "./open-lanes.ts";
import type { ShardParts } from "./run-rule.ts";

const OPERATIONS: readonly Operation[] = ["put", "delete"];

/** When a portion is needed: now when one runs low, or when something that waits for it is due. */
export function budgetNeededAtMs(parts: ShardParts): number | null {
  const nowMs = parts.now();
  const times = [
    ...waitingLanes(parts).map(({ atMs }) => atMs),
    ...(runningLow(parts).length > 0 ? [nowMs] : []),
  ];
  if (times.length === 0) return null;
  const earliestMs = Math.min(...times);
  // What is given in the last moments of a day could not be spent any more.
  return spendableDay(nowMs) === null ? Math.max(earliestMs, nextDayMs(nowMs)) : earliestMs;
}

/** What is needed now: operations, and those whose reserve is. */
export const budgetNeeds = (parts: ShardParts): readonly string[] =>
  Object.entries(budgetAsks(parts)).map(([operation, { wantsReserve }]) =>
    wantsReserve ? `${operation} reserve` : operation,
  );

/** What to ask of the gate for each operation that needs a portion now. */
export function budgetAsks(parts: ShardParts): ShardReport["budgets"] {
  const nowMs = parts.now();
  const waiting = waitingLanes(parts).filter(({ atMs }) => atMs <= nowMs);
  const low = runningLow(parts);
  const asks: Partial<Record<Operation, BudgetAsk>> = {};
  for (const operation of OPERATIONS) {
    const lanes = waiting.filter(({ lane }) => lane.operation === operation);
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
  if (!hasBudget(parts)) return [];
  return parts.store.dueLanes().flatMap((name) => {
    const lane = parseLane(name);
    const atMs = parts.store.earliestDueMs(name);
    if (lane === null || atMs === null || !waitsForBudget(parts, lane)) return [];
    return [{ lane, atMs }];
  });
}

/** Most have none: then nothing waits for one, and no lane has to be read. */
const hasBudget = ({ rules }: ShardParts): boolean =>
  OPERATIONS.some((operation) => budgetOf(rules, operation) !== null);

/** Portions to refill before they are empty, so that a steady flow of writes never waits for one. */
function runningLow(parts: ShardParts): readonly Operation[] {
  if (!hasBudget(parts)) return [];
  const { store, rules, now } = parts;
  const { gate } = store.loadShard();
  const day = spendableDay(now());
  return OPERATIONS.filter((operation) => {
    const portion = gate.portions[operation];
    const isToday = day !== null && portion.day === day && portion.filledTo > 0;
    if (budgetOf(rules, operation) === null || !isToday || !isLow(portion)) return false;
    return levelNow(gate, operation, now()) < 100;
  });
}
