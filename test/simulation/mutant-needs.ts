import type { Scenario } from "./scenario.ts";

type Need = (scenario: Scenario) => boolean;

export const hasTouches: Need = ({ touchShare }) => touchShare > 0;

export const hasTags: Need = ({ tagShare }) => tagShare > 0;

/** Values that repeat, so that some writes change nothing. */
export const hasRepeats: Need = ({ repeatShare }) => repeatShare > 0;

/** Clients that wait for the end of their write. */
export const hasWaiters: Need = ({ waitShare }) => waitShare > 0;

/** Clients that send a request twice with an Idempotency-Key. */
export const hasTwice: Need = ({ twiceShare }) => twiceShare > 0;

export const hasBudget: Need = ({ gate }) => gate.budgets.put !== null;

/** Stopped namespaces: by an operator or by a breaker. */
export const hasStops: Need = ({ gate }) => gate.pauses > 0 || gate.storms.length > 0;
