import type { Settings } from "../../shared/settings.ts";
import type { BatchPorts } from "../batch/batch-ports.ts";
import { type ConsumerEnv, namespaceBinding } from "../bindings.ts";
import { withAnalytics } from "./analytics.ts";
import { deadLetterBinding } from "./dead-letter-binding.ts";
import { kvBinding } from "./kv-binding.ts";
import { ledgerBinding } from "./ledger-binding.ts";
import { logEvent } from "./log-events.ts";
import { noPayloads, payloadBinding } from "./payload-binding.ts";
import { randomToken, systemClock, systemDice } from "./system-clock.ts";

/** What the handling of a batch reaches through the consumer's bindings. */
export const batchPorts = (env: ConsumerEnv, settings: Settings): BatchPorts => ({
  clock: systemClock,
  dice: systemDice,
  token: randomToken,
  ledger: ledgerBinding(env.LEDGER, settings.LEDGER_SHARDS),
  deadLetters: deadLetterBinding(env.DEAD_LETTER_STORE),
  payloads: env.PAYLOADS === undefined ? noPayloads : payloadBinding(env.PAYLOADS),
  keyValueStore: (namespace) => {
    const binding = namespaceBinding(env, settings.NAMESPACES, namespace);
    return binding === null ? null : kvBinding(binding);
  },
  report: withAnalytics(logEvent, env.ANALYTICS),
  views: settings.VIEWS,
  times: settings,
});
