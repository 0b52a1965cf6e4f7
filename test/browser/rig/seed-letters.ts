import type { DeadLetter } from "../../../shared/dead-letter.ts";
import {
  DEAD_LETTER_STORE_NAME,
  type DeadLetterStoreRpc,
} from "../../../shared/dead-letter-store-rpc.ts";
import { versionOf } from "../../support/letters.ts";
import { pollUntil } from "../../support/poll-until.ts";
import type { BrowserRig } from "./browser-rig.ts";

const PART = 1_000;
const DEADLINE_MS = 60_000;
let stored = 0;

type Summary = { readonly total: number };

/** Without a filter also those that could not be read, which have no key. */
export const countLetters = async ({ ask }: BrowserRig, filter = {}): Promise<number> =>
  (await ask<Summary>(`/v1/dead-letters/summary?${new URLSearchParams(filter)}`)).total;

/** Writes go through the pipeline and are refused by KV for good; the cause is gone afterwards. */
export async function letWritesDie(
  rig: BrowserRig,
  prefix: string,
  count: number,
): Promise<readonly string[]> {
  const { strictKv } = rig.sluice;
  await strictKv.setFault({
    name: prefix,
    keys: { kind: "prefix", prefix },
    effect: { kind: "refused", status: 400 },
  });
  const keys = Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
  await rig.user.sendIntents(keys.map((key) => ({ op: "put", key, value: `value of ${key}` })));
  await pollUntil(
    async () => (await countLetters(rig, { keyPrefix: prefix })) === count,
    DEADLINE_MS,
  );
  await strictKv.clearFaults(prefix);
  return keys;
}

/**
 * Straight into the store in workerd; the ledger knows nothing of them. Each is a letter of its own
 * also when a test stores it in a second try: the store takes none again that was given up.
 */
export async function storeLetters(
  { sluice }: BrowserRig,
  letters: readonly DeadLetter[],
): Promise<void> {
  const { DEAD_LETTER_STORE } = (await sluice.consumer.getEnv()) as {
    DEAD_LETTER_STORE: DurableObjectNamespace;
  };
  const object = DEAD_LETTER_STORE.getByName(DEAD_LETTER_STORE_NAME);
  const store = object as unknown as DeadLetterStoreRpc;
  const fresh = letters.map(asAnother);
  for (let start = 0; start < fresh.length; start += PART) {
    await store.put(fresh.slice(start, start + PART));
  }
}

function asAnother(letter: DeadLetter): DeadLetter {
  stored += 1;
  return letter.kind === "intent"
    ? { ...letter, intent: { ...letter.intent, version: versionOf(stored) } }
    : { ...letter, messageId: `${letter.messageId} ${stored}` };
}
