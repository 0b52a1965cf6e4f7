import type { AlertFacts } from "../../shared/alerts/alert-facts.ts";

/** Facts of a pipeline in which nothing is wrong. */
export const calmFacts = (facts: Partial<AlertFacts> = {}): AlertFacts => ({
  deadLetters: 0,
  oldestUnapplied: { acceptedAtMs: null },
  budgets: [],
  openBreakers: [],
  ...facts,
});

export const UNKNOWN_FACTS: AlertFacts = {
  deadLetters: null,
  oldestUnapplied: null,
  budgets: null,
  openBreakers: null,
};
