import type { Quota, Usage } from "../api/answers.ts";
import { ahead, clockTime, parseTime } from "./time.ts";
import { formatCount } from "./words.ts";

export type BudgetView = {
  readonly used: number;
  readonly limit: number;
  /** "412 of 1,000" */
  readonly value: string;
  readonly detail: string;
  /** Whether the operator's own budget is used up or will be. The free plan's may not apply. */
  readonly isShort: boolean;
};

/** The day's puts against the operator's budget, or against the free plan's without one. */
export function budgetView(usage: Usage, nowMs: number): BudgetView | null {
  const quota = writeQuota(usage);
  if (quota === null) return null;
  const ends = `resets in ${ahead(usage.resetsAt, nowMs)}`;
  const isOwn = quota.origin === "budget";
  return {
    used: quota.used,
    limit: quota.limit,
    value: `${formatCount(quota.used)} of ${formatCount(quota.limit)}`,
    detail: `${isOwn ? "" : "of the free plan; "}${forecastWords(quota)}; ${ends}`,
    isShort: isOwn && (quota.usedUpAt !== null || quota.left === 0),
  };
}

export const writeQuota = (usage: Usage): Quota | null =>
  usage.quotas.find(({ quota }) => quota === "put_budget") ??
  usage.quotas.find(({ quota }) => quota === "kv_puts") ??
  null;

function forecastWords({ left, usedUpAt }: Quota): string {
  if (left === 0) return "used up";
  return usedUpAt === null ? "lasts today" : `used up at ${clockTime(parseTime(usedUpAt))}`;
}
