import type { Breaker } from "../../shared/gate/breaker.ts";
import { bookOf, levelOfBook } from "../../shared/gate/budget-book.ts";
import type { GateView } from "../../shared/gate/gate-view.ts";
import type { NamespaceState } from "../../shared/gate/protocol.ts";
import { type Budgets, budgetOf } from "../../shared/gate/shard-gate.ts";
import { utcDay } from "../../shared/gate/utc-day.ts";
import type { Operation } from "../../shared/ledger/key-state.ts";
import type { GateState } from "./gate-store.ts";

/** Each gives the state after a change, with a new view; the same state when nothing changes. */

/** A pause that is there already keeps its beginning, and gets a new reason if one is given. */
export function paused(
  state: GateState,
  namespace: string,
  reason: string | null,
  nowMs: number,
): GateState {
  const before = state.pauses[namespace];
  const pause = {
    sinceMs: before?.sinceMs ?? nowMs,
    reason: reason ?? before?.reason ?? null,
  };
  const pauses = { ...state.pauses, [namespace]: pause };
  return before === undefined ? withPauses(state, pauses) : { ...state, pauses };
}

export function resumed(state: GateState, namespace: string): GateState {
  const { [namespace]: pause, ...pauses } = state.pauses;
  return pause === undefined ? state : withPauses(state, pauses);
}

const withPauses = (state: GateState, pauses: GateState["pauses"]): GateState =>
  withView({ ...state, pauses }, { paused: Object.keys(pauses) });

export const opened = (state: GateState, namespace: string, breaker: Breaker): GateState =>
  withBreakers(state, { ...state.breakers, [namespace]: breaker });

export function closed(state: GateState, namespace: string): GateState {
  const { [namespace]: breaker, ...breakers } = state.breakers;
  return breaker === undefined ? state : withBreakers(state, breakers);
}

function withBreakers(state: GateState, breakers: GateState["breakers"]): GateState {
  const told = Object.entries(breakers).map(([namespace, { episode, untilMs }]) => [
    namespace,
    { episode, untilMs },
  ]);
  return withView({ ...state, breakers }, { breakers: Object.fromEntries(told) });
}

/** The platform's own limit, met by one shard, stops the operation in all. */
export function learnedDays(state: GateState, met: GateView["exhaustedDay"]): GateState {
  const known = state.view.exhaustedDay;
  if (met.put <= known.put && met.delete <= known.delete) return state;
  const exhaustedDay = {
    put: Math.max(met.put, known.put),
    delete: Math.max(met.delete, known.delete),
  };
  return withView(state, { exhaustedDay });
}

/** How much of each budget is spent, as far as that changes what shards do. */
export function levelled(state: GateState, budgets: Budgets, nowMs: number): GateState {
  const levels = {
    put: levelNow(state, "put", budgets, nowMs),
    delete: levelNow(state, "delete", budgets, nowMs),
  };
  return levels.put === state.view.levels.put && levels.delete === state.view.levels.delete
    ? state
    : withView(state, { levels });
}

function levelNow(state: GateState, operation: Operation, budgets: Budgets, nowMs: number) {
  const budget = budgetOf(budgets, operation);
  const before = state.view.levels[operation];
  if (budget === null) return before;
  const day = utcDay(nowMs);
  const level = levelOfBook(bookOf(state.books[operation], day), budget);
  // A day that begins with nothing spent is no news: shards take no level of another day for today's.
  const isNews = before.day === day ? before.level !== level : level > 0;
  return isNews ? { day, level } : before;
}

const withView = (state: GateState, part: Partial<GateView>): GateState => ({
  ...state,
  view: { ...state.view, ...part, serial: state.view.serial + 1 },
});

/** Whether every shard goes by the newest view. */
export const isConfirmedByAll = ({ view, confirmed }: GateState, shards: number): boolean =>
  Array.from({ length: shards }).every((_, shard) => (confirmed[shard] ?? 0) >= view.serial);

export function namespaceState(
  state: GateState,
  namespace: string,
  shards: number,
): NamespaceState {
  const breaker = state.breakers[namespace];
  return {
    namespace,
    pause: state.pauses[namespace] ?? null,
    breaker:
      breaker === undefined ? null : { sinceMs: breaker.openedAtMs, untilMs: breaker.untilMs },
    isConfirmed: isConfirmedByAll(state, shards),
  };
}
