import type { Scenario } from "./scenario.ts";

type Need = (scenario: Scenario) => boolean;

export const hasTouches: Need = ({ touchShare }) => touchShare > 0;

/** Touches, and writes of which nobody knows whether they will land. */
export const hasTouchesInDoubt: Need = ({ touchShare, rates }) =>
  touchShare > 0 && LATE.some((fault) => rates.has(fault));

const LATE = ["kv-ghost", "kv-error-ghost"] as const;

export const hasTags: Need = ({ tagShare }) => tagShare > 0;

export const hasView: Need = ({ viewLimit }) => viewLimit > 0;

/** Values that repeat, so that some writes change nothing. */
export const hasRepeats: Need = ({ repeatShare }) => repeatShare > 0;

/** Clients that wait for the end of their write. */
export const hasWaiters: Need = ({ waitShare }) => waitShare > 0;

/** Operators that cancel a replay, or start a second one beside it. */
export const hasCancels: Need = ({ cancelShare }) => cancelShare > 0;

export const hasBudget: Need = ({ gate }) => gate.budgets.put !== null;

/** A budget, a stopped namespace or a failing one: something of which the gate tells the shards. */
export const hasGate: Need = ({ gate }) =>
  gate.budgets.put !== null || gate.pauses > 0 || gate.storms.length > 0;
