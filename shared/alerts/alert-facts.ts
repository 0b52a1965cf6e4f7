/** What alerts are decided from. Null is a fact that could not be found out this time. */
export type AlertFacts = {
  /** Letters in the dead-letter store. */
  readonly deadLetters: number | null;
  readonly oldestUnapplied: OldestUnapplied | null;
  readonly budgets: readonly BudgetFact[] | null;
  /** The namespaces whose breaker is not closed. */
  readonly openBreakers: readonly BreakerFact[] | null;
};

/** When the oldest intent that waits was accepted; null when nothing waits. */
export type OldestUnapplied = { readonly acceptedAtMs: number | null };

/** A daily budget, and when it will be used up at this rate; null: not before 00:00 UTC. */
export type BudgetFact = {
  readonly operation: "put" | "delete";
  readonly limit: number;
  readonly used: number;
  readonly usedUpAtMs: number | null;
};

export type BreakerFact = { readonly namespace: string };

export type AlertThresholds = {
  /** The oldest unapplied intent may be this old. */
  readonly oldestSeconds: number;
};
