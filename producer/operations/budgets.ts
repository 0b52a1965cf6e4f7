import type { DailyBudgets } from "../../shared/metrics/usage.ts";
import type { Settings } from "../../shared/settings.ts";

/** The daily budgets among the settings; unset is unlimited. */
export const budgetsOf = (settings: Settings): DailyBudgets => ({
  put: settings.DAILY_WRITE_BUDGET ?? null,
  delete: settings.DAILY_DELETE_BUDGET ?? null,
});
