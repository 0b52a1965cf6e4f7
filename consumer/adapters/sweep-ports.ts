import { DEAD_LETTER_STORE_NAME } from "../../shared/dead-letter-store-rpc.ts";
import {
  keyOfPayloadLabels,
  PAYLOAD_PREFIX,
  versionOfPayloadKey,
} from "../../shared/payload-key.ts";
import type { Settings } from "../../shared/settings.ts";
import type { ConsumerEnv } from "../bindings.ts";
import type { PayloadEntry, PayloadPage, SweepPorts } from "../sweep/sweep.ts";
import { ledgerBinding } from "./ledger-binding.ts";
import { logEvent } from "./log-events.ts";
import { noPayloads, payloadBinding } from "./payload-binding.ts";
import { systemClock } from "./system-clock.ts";

/** What the daily sweep reaches through the consumer's bindings. */
export const sweepPorts = (env: ConsumerEnv, settings: Settings): SweepPorts => ({
  ledger: ledgerBinding(env.LEDGER, settings.LEDGER_SHARDS),
  payloads: env.PAYLOADS === undefined ? noPayloads : payloadBinding(env.PAYLOADS),
  listPayloads: (cursor) => listPayloads(env.PAYLOADS, cursor),
  collectLetters: () => env.DEAD_LETTER_STORE.getByName(DEAD_LETTER_STORE_NAME).collect(),
  report: logEvent,
  now: systemClock.now,
});

async function listPayloads(
  bucket: R2Bucket | undefined,
  cursor: string | null,
): Promise<PayloadPage> {
  if (bucket === undefined) return { entries: [], cursor: null };
  const page = await bucket.list({
    prefix: PAYLOAD_PREFIX,
    include: ["customMetadata"],
    ...(cursor === null ? {} : { cursor }),
  });
  return {
    entries: page.objects.flatMap(entryOf),
    cursor: page.truncated ? page.cursor : null,
  };
}

/** Objects of other writers in the bucket are left alone. */
function entryOf(object: R2Object): readonly PayloadEntry[] {
  const version = versionOfPayloadKey(object.key);
  const name = keyOfPayloadLabels(object.customMetadata);
  if (version === null || name === null) return [];
  return [{ ...name, version, uploadedAtMs: object.uploaded.getTime() }];
}
