import type { BudgetFact } from "../../shared/alerts/alert-facts.ts";
import { sumCounts } from "../../shared/metrics/counts.ts";
import type { Forecast } from "../../shared/metrics/forecast.ts";
import { lastHours } from "../../shared/metrics/period.ts";
import {
  type DailyBudgets,
  quotasFor,
  type UsageCounts,
  usageOf,
} from "../../shared/metrics/usage.ts";
import type { LedgerClient } from "../ledger-client.ts";

export type BudgetPorts = {
  readonly now: () => number;
  readonly budgets: DailyBudgets;
  readonly ledger: LedgerClient;
};

/** How long each daily budget lasts. Without one, nobody is asked. */
export async function readBudgets(ports: BudgetPorts): Promise<readonly BudgetFact[]> {
  const operations = (["put", "delete"] as const).filter((one) => ports.budgets[one] !== null);
  if (operations.length === 0) return [];
  const nowMs = ports.now();
  const counts = await readCounts(ports, nowMs);
  const quotas = quotasFor(ports.budgets);
  return operations.flatMap((operation) => {
    const quota = quotas.find(({ name }) => name === `${operation}_budget`);
    if (quota === undefined) return [];
    const { limit, usedToday, forecast } = usageOf(quota, counts, nowMs);
    return [{ operation, limit, used: usedToday, usedUpAtMs: usedUpAtMs(forecast, nowMs) }];
  });
}

async function readCounts({ ledger }: BudgetPorts, nowMs: number): Promise<UsageCounts> {
  const { shards } = ledger;
  const all = Array.from({ length: shards }, (_, index) => ledger.shard(index));
  const [summaries, hours] = await Promise.all([
    Promise.all(all.map((shard) => shard.summary({ shards, body: null }))),
    Promise.all(all.map((shard) => shard.metrics({ shards, body: [lastHours(nowMs)] }))),
  ]);
  const hour = (at: number) => sumCounts(hours.map(([range]) => range?.[at] ?? {}));
  return {
    today: sumCounts(summaries.map(({ today }) => today)),
    hourBefore: hour(0),
    lastHour: hour(1),
  };
}

function usedUpAtMs(forecast: Forecast, nowMs: number): number | null {
  switch (forecast.kind) {
    case "lasts":
      return null;
    case "used-up":
      return nowMs;
    case "uses-up":
      return forecast.atMs;
  }
}
