import type { Backlog, LetterSummary, Metrics, NamespaceState, Usage } from "../api/answers.ts";
import { type BudgetView, budgetView } from "./budget.ts";
import { counted, formatCount, formatSpan } from "./words.ts";

/** What of the API the page has by now; null what has not come yet. */
export type Known = {
  readonly metrics: Metrics | null;
  readonly summary: LetterSummary | null;
  readonly usage: Usage | null;
  readonly namespaces: readonly NamespaceState[] | null;
};

export type HealthKind = "healthy" | "attention" | "unknown";

export type Health = {
  readonly kind: HealthKind;
  /** The word that stands beside the mark. */
  readonly word: string;
  /** Why somebody is needed, one sentence each; empty when healthy. */
  readonly reasons: readonly string[];
  /** The figures in words. */
  readonly figures: string;
};

/** A write that waits longer than this without a reason that is known deserves a look. */
const OLD_MS = 600_000;

export function healthOf(known: Known, nowMs: number): Health {
  const { metrics, usage } = known;
  if (metrics === null) {
    return { kind: "unknown", word: "Unknown", reasons: [], figures: "Nothing was answered yet." };
  }
  const { backlog } = metrics;
  const budget = usage === null ? null : budgetView(usage, nowMs);
  const dead = deadLetters(known);
  const reasons = [
    ...(known.namespaces === null ? [UNKNOWN_STOPS] : stopped(known.namespaces)),
    ...(dead > 0 ? [`${counted(dead, "dead letter")} to replay or discard.`] : []),
    ...crashed(backlog),
    ...late(backlog),
    ...(budget?.isShort === true ? [`The write budget: ${budget.detail}.`] : []),
  ];
  const kind = reasons.length === 0 ? "healthy" : "attention";
  const word = kind === "healthy" ? "Healthy" : "Needs attention";
  return { kind, word, reasons, figures: figuresOf(backlog, dead, budget) };
}

/** Of every kind, unreadable ones too; those with a version until the store has answered. */
export const deadLetters = ({ summary, metrics }: Known): number =>
  summary?.total ?? metrics?.backlog.dead ?? 0;

/** Held, or still in a queue: what is being written at this moment is left out. */
export const waiting = ({ held, queues }: Backlog): number =>
  held.total + queues.writes.messages + queues.immediate.messages;

function figuresOf(backlog: Backlog, dead: number, budget: BudgetView | null): string {
  const oldest = backlog.oldestAgeMs === null ? "" : `, oldest ${formatSpan(backlog.oldestAgeMs)}`;
  const writes = budget === null ? "" : ` ${budget.value} writes used today.`;
  return `${formatCount(waiting(backlog))} waiting${oldest}. ${counted(dead, "dead letter")}.${writes}`;
}

/** Nothing is called healthy of which nobody knows. */
const UNKNOWN_STOPS = "Whether a breaker is open or a namespace is paused is not known.";

const stopped = (namespaces: readonly NamespaceState[]): readonly string[] =>
  namespaces.flatMap(({ name, pause, breaker }) => [
    ...(pause === null ? [] : [`Writing to ${name} is paused.`]),
    ...(breaker === null ? [] : [`KV fails: the breaker of ${name} is open.`]),
  ]);

const crashed = ({ queues }: Backlog): readonly string[] =>
  queues.deadLetters.messages === 0
    ? []
    : [`${counted(queues.deadLetters.messages, "message")} of crashed batches to be taken up.`];

function late({ oldestAgeMs, held }: Backlog): readonly string[] {
  const quota = held.byReason.quota ?? 0;
  if (quota > 0) return [`${counted(quota, "write")} held until the quota begins anew.`];
  if (oldestAgeMs === null || oldestAgeMs < OLD_MS) return [];
  return [`The oldest write has waited for ${formatSpan(oldestAgeMs)}.`];
}
