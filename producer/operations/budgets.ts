import type { Budgets } from "../../shared/metrics/usage.ts";
import type { Settings } from "../../shared/settings.ts";

/** The daily budgets among the settings; unset is unlimited. */
export const budgetsOf = (settings: Settings): Budgets => ({
  put: limitOf(settings, "DAILY_WRITE_BUDGET"),
  delete: limitOf(settings, "DAILY_DELETE_BUDGET"),
});

function limitOf(settings: object, name: string): number | null {
  const limit: unknown = Reflect.get(settings, name);
  return typeof limit === "number" ? limit : null;
}
