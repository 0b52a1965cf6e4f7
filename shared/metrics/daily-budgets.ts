import type { Settings } from "../settings.ts";
import type { DailyBudgets } from "./usage.ts";

/** The daily budgets among the settings; unset is unlimited. */
export const budgetsOf = (
  settings: Pick<Settings, "DAILY_WRITE_BUDGET" | "DAILY_DELETE_BUDGET">,
): DailyBudgets => ({
  put: settings.DAILY_WRITE_BUDGET ?? null,
  delete: settings.DAILY_DELETE_BUDGET ?? null,
});
