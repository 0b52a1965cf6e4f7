import type { Operation } from "../ledger/key-state.ts";
import type { BudgetAsk } from "./budget-book.ts";
import type { Offer, Used } from "./budget-portion.ts";
import type { WindowCount } from "./failure-window.ts";
import type { GateView } from "./gate-view.ts";

/** The name of the gate's one object. */
export const GATE_NAME = "gate";

/** What shards and operators ask of the gate. Asking again after a lost reply does no harm. */
export interface GateRpc {
  /** Only from a shard's alarm: no write ever waits for it. */
  ask(report: ShardReport): Promise<GateAnswer>;
  pauseNamespace(namespace: string, reason: string | null): Promise<NamespaceState>;
  resumeNamespace(namespace: string): Promise<NamespaceState>;
  states(namespaces: readonly string[]): Promise<readonly NamespaceState[]>;
}

export type ShardReport = {
  readonly shard: number;
  /** Operations of which the shard needs a portion. */
  readonly budgets: Partial<Readonly<Record<Operation, BudgetAsk>>>;
  /** Namespaces with enough failures to have a look at all shards. */
  readonly failing: readonly string[];
  readonly probes: readonly ProbeReport[];
  /** UTC days on which the shard met the platform's own limit. */
  readonly exhaustedDay: Readonly<Record<Operation, number>>;
};

export type ProbeReport = {
  readonly namespace: string;
  readonly episode: number;
  readonly end: "succeeded" | "failed";
};

export type GateAnswer = {
  readonly view: GateView;
  readonly offers: Partial<Readonly<Record<Operation, Offer>>>;
  /** When to ask again for a budget that had nothing left. */
  readonly askAgainMs: number;
};

/** What the gate tells or asks a shard. */
export type GateWord =
  | { readonly kind: "view"; readonly view: GateView }
  /** Hand in what is not used. */
  | {
      readonly kind: "recall";
      readonly operation: Operation;
      readonly day: number;
      readonly serial: number;
    }
  | { readonly kind: "count"; readonly namespace: string };

export type ShardWord =
  | { readonly kind: "seen"; readonly serial: number }
  /** Null when a newer word has come meanwhile. */
  | { readonly kind: "handed-in"; readonly used: Used | null }
  | { readonly kind: "counted"; readonly count: WindowCount };

export type NamespaceState = {
  readonly namespace: string;
  readonly pause: { readonly sinceMs: number; readonly reason: string | null } | null;
  readonly breaker: { readonly sinceMs: number; readonly untilMs: number } | null;
  /** Whether every shard has confirmed; until then some still go by what was before. */
  readonly isConfirmed: boolean;
};
