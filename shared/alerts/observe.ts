import type { AlertFacts, AlertThresholds, BreakerFact, BudgetFact } from "./alert-facts.ts";
import type { AlertCondition, AlertDetails } from "./alert-message.ts";

/**
 * What the facts say about one condition. `between` is the band of its hysteresis: too little to
 * begin, too much to end.
 */
export type Observation = {
  /** Names the condition and what it is about. */
  readonly subject: string;
  readonly condition: AlertCondition;
  readonly namespace: string | null;
  readonly holds: "yes" | "between" | "no";
  readonly summary: string;
  readonly details: AlertDetails;
};

export type Observed = {
  readonly observations: readonly Observation[];
  /** Of these conditions, a subject that was not observed does not hold. */
  readonly known: ReadonlySet<AlertCondition>;
};

/** An old intent has to be younger than this part of the threshold before its alert may end. */
const CALM_PART = 0.5;

export function observe(facts: AlertFacts, thresholds: AlertThresholds, nowMs: number): Observed {
  const { deadLetters, oldestUnapplied, budgets, openBreakers } = facts;
  const found: readonly (readonly [AlertCondition, readonly Observation[] | undefined])[] = [
    ["dead_letters", deadLetters === null ? undefined : [observeLetters(deadLetters)]],
    [
      "oldest_unapplied",
      oldestUnapplied === null
        ? undefined
        : [observeOldest(oldestUnapplied.acceptedAtMs, thresholds.oldestSeconds, nowMs)],
    ],
    ["budget_forecast", budgets?.map(observeBudget)],
    ["breaker_open", openBreakers?.map(observeBreaker)],
  ];
  return {
    observations: found.flatMap(([, observations = []]) => observations),
    known: new Set(found.flatMap(([condition, known]) => (known ? [condition] : []))),
  };
}

const observeLetters = (deadLetters: number): Observation => ({
  subject: "dead_letters",
  condition: "dead_letters",
  namespace: null,
  holds: deadLetters > 0 ? "yes" : "no",
  summary:
    deadLetters > 0
      ? `Dead letters wait for a replay or a discard: ${deadLetters}.`
      : "No dead letters are left.",
  details: { deadLetters },
});

function observeOldest(
  acceptedAtMs: number | null,
  oldestSeconds: number,
  nowMs: number,
): Observation {
  const ageSeconds =
    acceptedAtMs === null ? 0 : Math.max(0, Math.floor((nowMs - acceptedAtMs) / 1_000));
  const holds =
    ageSeconds > oldestSeconds ? "yes" : ageSeconds > oldestSeconds * CALM_PART ? "between" : "no";
  return {
    subject: "oldest_unapplied",
    condition: "oldest_unapplied",
    namespace: null,
    holds,
    summary:
      holds === "no"
        ? `The oldest write that waits is ${ageSeconds} s old.`
        : `The oldest write has waited for ${ageSeconds} s; expected at most ${oldestSeconds} s.`,
    details: { oldestSeconds: ageSeconds, limitSeconds: oldestSeconds },
  };
}

function observeBudget({ operation, limit, used, usedUpAtMs }: BudgetFact): Observation {
  const usedUpAt = usedUpAtMs === null ? null : timeOfDay(usedUpAtMs);
  return {
    subject: `budget_forecast:${operation}`,
    condition: "budget_forecast",
    namespace: null,
    holds: usedUpAtMs === null ? "no" : "yes",
    summary:
      usedUpAt === null
        ? `The daily budget of ${operation}s lasts until 00:00 UTC.`
        : `At this rate the daily budget of ${operation}s is used up at ${usedUpAt}: ${used} of ${limit}.`,
    details: { operation, limit, used, ...(usedUpAt === null ? {} : { usedUpAt }) },
  };
}

/** `17:40 UTC` */
function timeOfDay(epochMs: number): string {
  const minute = Math.floor(epochMs / 60_000) % 1_440;
  const digits = (part: number): string => String(part).padStart(2, "0");
  return `${digits(Math.floor(minute / 60))}:${digits(minute % 60)} UTC`;
}

const observeBreaker = ({ namespace }: BreakerFact): Observation => ({
  subject: `breaker_open:${namespace}`,
  condition: "breaker_open",
  namespace,
  holds: "yes",
  summary: `The breaker of the namespace ${namespace} is open: its writes are held.`,
  details: {},
});
