import type { AdmitItem } from "../../shared/ledger/protocol.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import type { PlannedKey, PlannedVersion } from "./plan-batch.ts";

/**
 * Characters of intents that one admit call brings along. Most are granted and came for nothing, so
 * they may cost little: up to this, copying them takes less than a tenth of what the batch takes. A
 * hundred intents of 1,500 bytes fit; a larger one that has to wait is sent when it is known to.
 */
export const BROUGHT_LENGTH = 256 * 1_024;

/** What an intent counts beside its value: more than most have, metadata and tags included. */
const ENVELOPE_LENGTH = 1_024;

/**
 * What to ask the ledger about keys. The intent that would have to wait, the newest of its key, comes
 * along as long as there is room, so that the ledger holds it in the same call.
 */
export function bringIntents(keys: readonly PlannedKey[], maxLength: number): readonly AdmitItem[] {
  let left = maxLength;
  return keys.map(({ namespace, key, versions }) => {
    const item = { namespace, key, candidates: versions.map(({ candidate }) => candidate) };
    const newest = versions.find(isWrite);
    if (newest === undefined) return item;
    const length = lengthOf(newest.intent);
    if (length > left) return item;
    left -= length;
    return { ...item, brought: newest.intent };
  });
}

/** The ledger keeps a touch by what it knows of any candidate. */
const isWrite = ({ intent }: PlannedVersion): boolean => intent.op !== "touch";

function lengthOf(intent: WriteIntent): number {
  if (intent.op !== "put" || intent.value.kind === "payload") return ENVELOPE_LENGTH;
  const { value } = intent;
  return ENVELOPE_LENGTH + (value.kind === "text" ? value.text.length : value.base64.length);
}
