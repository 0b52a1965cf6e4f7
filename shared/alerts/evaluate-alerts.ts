import type { AlertFacts, AlertThresholds } from "./alert-facts.ts";
import type { AlertCondition, AlertMessage } from "./alert-message.ts";
import { type Observation, observe } from "./observe.ts";

/** A condition that holds, or held until a moment ago. */
export type WatchedCondition = {
  readonly subject: string;
  readonly condition: AlertCondition;
  readonly namespace: string | null;
  readonly sinceMs: number;
  /** Whether its beginning was told. */
  readonly isFiring: boolean;
  /** Since when it is seen not to hold; null while it holds or nobody knows. */
  readonly calmSinceMs: number | null;
};

export type Evaluation = {
  readonly conditions: readonly WatchedCondition[];
  /** In the order in which they are to be told. */
  readonly messages: readonly AlertMessage[];
};

/** A condition has to be gone this long before its alert ends; back earlier, it is the same alert. */
export const CALM_MS = 5 * 60_000;

/** How long a condition has to hold before it is told: a forecast is noisy, the others are not. */
const FIRE_AFTER_MS: Readonly<Record<AlertCondition, number>> = {
  dead_letters: 0,
  oldest_unapplied: 0,
  budget_forecast: 2 * 60_000,
  breaker_open: 0,
};

type Step = { readonly next: WatchedCondition | null; readonly message: AlertMessage | null };

/**
 * Compares what is with what was told: one message when a condition begins and one when it has been
 * gone for `CALM_MS`. A fact that is not known changes nothing.
 */
export function evaluateAlerts(
  facts: AlertFacts,
  watched: readonly WatchedCondition[],
  thresholds: AlertThresholds,
  nowMs: number,
): Evaluation {
  const { observations, known } = observe(facts, thresholds, nowMs);
  const steps = [
    ...watched.map((one) => {
      const seen = observations.find(({ subject }) => subject === one.subject);
      return seen === undefined
        ? stepUnseen(one, known.has(one.condition), nowMs)
        : stepSeen(one, seen, nowMs);
    }),
    ...observations
      .filter(
        ({ holds, subject }) => holds === "yes" && !watched.some((one) => one.subject === subject),
      )
      .map((seen) => stepSeen(begun(seen, nowMs), seen, nowMs)),
  ];
  return {
    conditions: steps.flatMap(({ next }) => next ?? []),
    messages: steps.flatMap(({ message }) => message ?? []),
  };
}

const begun = (
  { subject, condition, namespace }: Observation,
  nowMs: number,
): WatchedCondition => ({
  subject,
  condition,
  namespace,
  sinceMs: nowMs,
  isFiring: false,
  calmSinceMs: null,
});

function stepSeen(one: WatchedCondition, seen: Observation, nowMs: number): Step {
  if (seen.holds === "no") return stepCalm(one, seen, nowMs);
  const held = { ...one, calmSinceMs: null };
  const isDue = nowMs - one.sinceMs >= FIRE_AFTER_MS[one.condition];
  if (one.isFiring || seen.holds === "between" || !isDue) return { next: held, message: null };
  return { next: { ...held, isFiring: true }, message: messageOf(one, "firing", seen, nowMs) };
}

function stepUnseen(one: WatchedCondition, isKnown: boolean, nowMs: number): Step {
  if (isKnown) return stepCalm(one, { summary: "The condition is over.", details: {} }, nowMs);
  return { next: { ...one, calmSinceMs: null }, message: null };
}

function stepCalm(
  one: WatchedCondition,
  seen: Pick<Observation, "summary" | "details">,
  nowMs: number,
): Step {
  if (!one.isFiring) return { next: null, message: null };
  const calmSinceMs = one.calmSinceMs ?? nowMs;
  if (nowMs - calmSinceMs < CALM_MS) return { next: { ...one, calmSinceMs }, message: null };
  return { next: null, message: messageOf(one, "resolved", seen, nowMs) };
}

const messageOf = (
  { subject, condition, namespace, sinceMs }: WatchedCondition,
  state: AlertMessage["state"],
  { summary, details }: Pick<Observation, "summary" | "details">,
  nowMs: number,
): AlertMessage => ({
  id: `${subject}/${sinceMs}/${state}`,
  subject,
  condition,
  state,
  sinceMs,
  atMs: nowMs,
  summary,
  details,
  namespace,
});
