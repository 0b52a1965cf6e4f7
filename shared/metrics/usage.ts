import type { Operation } from "../ledger/key-state.ts";
import { FREE_PLAN_PER_DAY, QUEUE_OPERATIONS_PER_MESSAGE } from "../limits.ts";
import { CALL_OUTCOMES, type Counts, countOf } from "./counts.ts";
import { type Forecast, forecastOf, type Trend, trendOf } from "./forecast.ts";

export const QUOTA_NAMES = [
  "kv_puts",
  "kv_deletes",
  "kv_reads",
  "queue_operations",
  "put_budget",
  "delete_budget",
] as const;
export type QuotaName = (typeof QUOTA_NAMES)[number];

/** Puts and deletes that the operator allows each day; null without a limit. */
export type DailyBudgets = Readonly<Record<Operation, number | null>>;

export type Quota = {
  readonly name: QuotaName;
  /** Whose limit it is: the platform's for accounts without a paid plan, or the operator's own. */
  readonly origin: "free-plan" | "budget";
  readonly limit: number;
  readonly used: (counts: Counts) => number;
};

/** What was counted on this UTC day, in the last hour, and in the hour before that. */
export type UsageCounts = {
  readonly today: Counts;
  readonly lastHour: Counts;
  readonly hourBefore: Counts;
};

export type QuotaUsage = Quota & {
  readonly usedToday: number;
  readonly left: number;
  readonly usedLastHour: number;
  readonly trend: Trend;
  readonly forecast: Forecast;
};

/** Every quota that there is, the platform's first. */
export const quotasFor = (budgets: DailyBudgets): readonly Quota[] => [
  freePlan("kv_puts", FREE_PLAN_PER_DAY.kvPuts, kvCallsOf("put")),
  freePlan("kv_deletes", FREE_PLAN_PER_DAY.kvDeletes, kvCallsOf("delete")),
  freePlan("kv_reads", FREE_PLAN_PER_DAY.kvReads, kvReads),
  freePlan("queue_operations", FREE_PLAN_PER_DAY.queueOperations, queueOperations),
  ...budget("put_budget", budgets.put, kvCallsOf("put")),
  ...budget("delete_budget", budgets.delete, kvCallsOf("delete")),
];

export function usageOf(quota: Quota, counts: UsageCounts, nowMs: number): QuotaUsage {
  const usedToday = quota.used(counts.today);
  const usedLastHour = quota.used(counts.lastHour);
  return {
    ...quota,
    usedToday,
    left: Math.max(0, quota.limit - usedToday),
    usedLastHour,
    trend: trendOf(usedLastHour, quota.used(counts.hourBefore)),
    forecast: forecastOf(usedToday, quota.limit, usedLastHour, nowMs),
  };
}

/** Calls that reached KV, whatever it answered: the runtime refuses those over the quota itself. */
export const kvCallsOf =
  (operation: Operation) =>
  (counts: Counts): number =>
    CALL_OUTCOMES.filter((outcome) => outcome !== "quota").reduce(
      (sum, outcome) => sum + countOf(counts, `kv-${operation}-${outcome}`),
      0,
    );

const kvReads = (counts: Counts): number =>
  countOf(counts, "read-kv") + countOf(counts, "read-miss") + countOf(counts, "read-l1-miss");

/** Each accepted intent passes a queue once, and again whenever it is released from the ledger. */
const queueOperations = (counts: Counts): number =>
  QUEUE_OPERATIONS_PER_MESSAGE * (countOf(counts, "accepted") + countOf(counts, "released"));

const freePlan = (name: QuotaName, limit: number, used: Quota["used"]): Quota => ({
  name,
  origin: "free-plan",
  limit,
  used,
});

const budget = (name: QuotaName, limit: number | null, used: Quota["used"]): readonly Quota[] =>
  limit === null ? [] : [{ name, origin: "budget", limit, used }];
