import type { Settings } from "../../shared/settings.ts";
import type { ConsumerEnv } from "../bindings.ts";
import type { AlarmPorts } from "../ledger/ring-alarm.ts";
import { deadLetterBinding } from "./dead-letter-binding.ts";
import { logEvent } from "./log-events.ts";
import { noPayloads, payloadBinding } from "./payload-binding.ts";
import { queueBinding } from "./queue-binding.ts";

/** What a shard's alarm reaches through the consumer's bindings. */
export const ledgerAlarmPorts = (env: ConsumerEnv, settings: Settings): AlarmPorts => ({
  queue: queueBinding(env, settings),
  deadLetters: deadLetterBinding(env.DEAD_LETTER_STORE),
  payloads: env.PAYLOADS === undefined ? noPayloads : payloadBinding(env.PAYLOADS),
  report: logEvent,
  releaseBatch: settings.RELEASE_BATCH,
});
