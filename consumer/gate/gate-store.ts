import type { Breaker } from "../../shared/gate/breaker.ts";
import { type BudgetBook, emptyBook } from "../../shared/gate/budget-book.ts";
import { firstView, type GateView } from "../../shared/gate/gate-view.ts";
import type { Operation } from "../../shared/ledger/key-state.ts";

/** Everything that the gate remembers. Plain data. */
export type GateState = {
  readonly view: GateView;
  readonly pauses: Readonly<
    Record<string, { readonly sinceMs: number; readonly reason: string | null }>
  >;
  readonly breakers: Readonly<Record<string, Breaker>>;
  readonly books: Readonly<Record<Operation, BudgetBook>>;
  /** The newest view that each shard has confirmed. */
  readonly confirmed: Readonly<Record<string, number>>;
};

export const firstGateState: GateState = {
  view: firstView,
  pauses: {},
  breakers: {},
  books: { put: emptyBook, delete: emptyBook },
  confirmed: {},
};

/** Where the gate keeps its state: one row, synchronous, as SQLite in a Durable Object is. */
export interface GateStore {
  /** What was saved last; before that, the first state. */
  load(): GateState;
  save(state: GateState): void;
}
