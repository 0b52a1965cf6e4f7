import type { Operation } from "../ledger/key-state.ts";
import type { Breaker } from "./breaker.ts";
import type { Level } from "./coalescing-window.ts";

/** What the gate tells every shard. */
export type GateView = {
  /** Counts the views: a shard ignores one that is older than what it knows. */
  readonly serial: number;
  /** Namespaces that an operator has stopped. */
  readonly paused: readonly string[];
  readonly breakers: Readonly<Record<string, Pick<Breaker, "episode" | "untilMs">>>;
  /** The UTC day on which the platform's own limit of an operation was met; -1 for never. */
  readonly exhaustedDay: Readonly<Record<Operation, number>>;
  /** How much of the day's budget is spent. */
  readonly levels: Readonly<Record<Operation, { readonly day: number; readonly level: Level }>>;
};

export const firstView: GateView = {
  serial: 0,
  paused: [],
  breakers: {},
  exhaustedDay: { put: -1, delete: -1 },
  levels: { put: { day: -1, level: 0 }, delete: { day: -1, level: 0 } },
};
