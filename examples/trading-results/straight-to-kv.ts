import { FREE_PLAN_PER_DAY, MS_PER_DAY } from "../../shared/limits.ts";
import type { PlannedWrite } from "./trading-day.ts";

export type StraightToKv = {
  readonly written: number;
  readonly refused: number;
  /** Of the refused ones, those that were urgent. */
  readonly refusedUrgent: number;
  readonly keys: number;
  /** Keys that do not hold their newest value in the end. */
  readonly stale: number;
};

/** What becomes of the plan when every write is a put: of each UTC day, KV takes the first 1,000. */
export function straightToKv(plan: readonly PlannedWrite[]): StraightToKv {
  const usedByDay = new Map<number, number>();
  const kept = new Map<string, string>();
  const newest = new Map<string, string>();
  let [refused, refusedUrgent] = [0, 0];
  for (const { atMs, key, value, priority } of plan.toSorted((a, b) => a.atMs - b.atMs)) {
    const day = Math.floor(atMs / MS_PER_DAY);
    const used = usedByDay.get(day) ?? 0;
    newest.set(key, value);
    if (used >= FREE_PLAN_PER_DAY.kvPuts) {
      refused += 1;
      refusedUrgent += priority === "immediate" ? 1 : 0;
    } else {
      usedByDay.set(day, used + 1);
      kept.set(key, value);
    }
  }
  const stale = [...newest].filter(([key, value]) => kept.get(key) !== value).length;
  return { written: plan.length - refused, refused, refusedUrgent, keys: newest.size, stale };
}
