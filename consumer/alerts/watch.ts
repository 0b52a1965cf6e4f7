import type { AlertThresholds } from "../../shared/alerts/alert-facts.ts";
import type { AlertMessage } from "../../shared/alerts/alert-message.ts";
import type { Result } from "../../shared/result.ts";
import type { AlertRpc } from "./alert-desk.ts";
import { type FactPorts, readFacts } from "./read-facts.ts";

/** Tells one message; the error says why it was not taken, without the address. */
export type Webhook = (message: AlertMessage) => Promise<Result<null, string>>;

export type WatchPorts = FactPorts & {
  readonly alerts: AlertRpc;
  readonly webhook: Webhook;
  readonly thresholds: AlertThresholds;
};

/**
 * One run of the alerts: facts, decision, delivery. It never throws; what was not delivered comes
 * again with a later run, and no write waits for any of it.
 */
export async function watch(ports: WatchPorts): Promise<void> {
  try {
    const facts = await readFacts(ports);
    const due = await ports.alerts.takeAlerts(facts, ports.thresholds);
    const outcomes = await Promise.all(due.map((message) => deliver(ports, message)));
    const delivered = outcomes.flatMap((id) => id ?? []);
    if (delivered.length > 0) await ports.alerts.acknowledgeAlerts(delivered);
  } catch (error) {
    ports.report({ kind: "alerts-not-evaluated", detail: String(error) });
  }
}

/** Resolves to the id of the message once the webhook has taken it. */
async function deliver(
  { webhook, report }: WatchPorts,
  message: AlertMessage,
): Promise<string | null> {
  const { id, condition, state } = message;
  const taken = await webhook(message);
  if (taken.ok) {
    report({ kind: "alert-delivered", condition, state });
    return id;
  }
  report({ kind: "alert-not-delivered", condition, state, detail: taken.error });
  return null;
}
