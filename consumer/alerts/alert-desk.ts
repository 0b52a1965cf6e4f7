import type { AlertFacts, AlertThresholds } from "../../shared/alerts/alert-facts.ts";
import type { AlertMessage } from "../../shared/alerts/alert-message.ts";
import { evaluateAlerts } from "../../shared/alerts/evaluate-alerts.ts";
import { acknowledge, post, takeDue } from "../../shared/alerts/outbox.ts";
import { type AlertState, type AlertStore, NO_ALERTS } from "./alert-store.ts";

/** What the consumer's schedule asks of the object that keeps the state of alerts. */
export interface AlertRpc {
  /** Decides, and gives out what has to be sent now. What is not acknowledged comes again later. */
  takeAlerts(facts: AlertFacts, thresholds: AlertThresholds): Promise<readonly AlertMessage[]>;
  acknowledgeAlerts(ids: readonly string[]): Promise<void>;
}

type Ports = { readonly store: AlertStore; readonly now: () => number };

/** Alerts over ports. Each call is one step of a single-threaded object, so no message is decided twice. */
export class AlertDesk implements AlertRpc {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async takeAlerts(
    facts: AlertFacts,
    thresholds: AlertThresholds,
  ): Promise<readonly AlertMessage[]> {
    const nowMs = this.#ports.now();
    const before = this.#ports.store.load();
    const { conditions, messages } = evaluateAlerts(facts, before.conditions, thresholds, nowMs);
    const { due, outbox } = takeDue(post(before.outbox, messages), nowMs);
    this.#save(before, { conditions, outbox });
    return due;
  }

  async acknowledgeAlerts(ids: readonly string[]): Promise<void> {
    const before = this.#ports.store.load();
    this.#save(before, { ...before, outbox: acknowledge(before.outbox, ids) });
  }

  /** Nothing to remember before and after is the rule: it costs no row. */
  #save(before: AlertState, after: AlertState): void {
    if (isQuiet(before) && isQuiet(after)) return;
    this.#ports.store.save(isQuiet(after) ? NO_ALERTS : after);
  }
}

const isQuiet = ({ conditions, outbox }: AlertState): boolean =>
  conditions.length === 0 && outbox.length === 0;
