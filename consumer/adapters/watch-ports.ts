import { DEAD_LETTER_STORE_NAME } from "../../shared/dead-letter-store-rpc.ts";
import { GATE_NAME } from "../../shared/gate/protocol.ts";
import { budgetsOf } from "../../shared/metrics/daily-budgets.ts";
import type { Settings } from "../../shared/settings.ts";
import type { WatchPorts } from "../alerts/watch.ts";
import type { ConsumerEnv } from "../bindings.ts";
import { ledgerBinding } from "./ledger-binding.ts";
import { logEvent } from "./log-events.ts";
import { openQueues } from "./queue-binding.ts";
import { systemClock } from "./system-clock.ts";
import { webhook } from "./webhook.ts";

/** What alerts reach through the consumer's bindings; null without an address to tell. */
export function watchPorts(env: ConsumerEnv, settings: Settings): WatchPorts | null {
  const { ALERT_WEBHOOK_URL, ALERT_OLDEST_SECONDS, LEDGER_SHARDS } = settings;
  if (ALERT_WEBHOOK_URL === undefined) return null;
  const store = () => env.DEAD_LETTER_STORE.getByName(DEAD_LETTER_STORE_NAME);
  return {
    now: systemClock.now,
    budgets: budgetsOf(settings),
    ledger: ledgerBinding(env.LEDGER, LEDGER_SHARDS),
    countLetters: () => store().count(),
    oldestMessagesMs: () => Promise.all(openQueues(env, settings).map(oldestMessageMs)),
    namespaceStates: () => env.GATE.getByName(GATE_NAME).states(Object.keys(settings.NAMESPACES)),
    report: logEvent,
    alerts: {
      takeAlerts: (facts, thresholds) => store().takeAlerts(facts, thresholds),
      acknowledgeAlerts: (ids) => store().acknowledgeAlerts(ids),
    },
    webhook: webhook(ALERT_WEBHOOK_URL),
    thresholds: { oldestSeconds: ALERT_OLDEST_SECONDS },
  };
}

async function oldestMessageMs(queue: Queue<never> | Queue<unknown>): Promise<number | null> {
  const { backlogCount, oldestMessageTimestamp } = await queue.metrics();
  if (backlogCount === 0 || oldestMessageTimestamp === undefined) return null;
  const atMs = new Date(oldestMessageTimestamp).getTime();
  // An empty queue may answer the epoch instead of nothing.
  return atMs > 0 ? atMs : null;
}
