import type { WatchedCondition } from "../../shared/alerts/evaluate-alerts.ts";
import type { Outgoing } from "../../shared/alerts/outbox.ts";

/** All that alerts remember from one run to the next. */
export type AlertState = {
  readonly conditions: readonly WatchedCondition[];
  readonly outbox: readonly Outgoing[];
};

export const NO_ALERTS: AlertState = { conditions: [], outbox: [] };

export interface AlertStore {
  load(): AlertState;
  save(state: AlertState): void;
}
