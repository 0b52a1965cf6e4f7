import { utf8Bytes } from "./key.ts";
import { MAX_SEND_BYTES, MAX_SEND_MESSAGES } from "./limits.ts";
import type { WriteIntent } from "./write-intent.ts";

/**
 * Cuts intents into `sendBatch` calls that the platform takes: at most 100 messages and 256 KB of
 * serialised bodies each. Keeps the order.
 */
export function sendBatches(intents: readonly WriteIntent[]): readonly (readonly WriteIntent[])[] {
  // One alone is a call of its own, whatever its size.
  if (intents.length < 2) return intents.length === 0 ? [] : [intents];
  const batches: WriteIntent[][] = [];
  let current: WriteIntent[] = [];
  let currentBytes = 0;
  for (const intent of intents) {
    const sizeBytes = utf8Bytes(JSON.stringify(intent));
    const isFull =
      current.length === MAX_SEND_MESSAGES || currentBytes + sizeBytes > MAX_SEND_BYTES;
    if (isFull && current.length > 0) {
      batches.push(current);
      current = [];
      currentBytes = 0;
    }
    current.push(intent);
    currentBytes += sizeBytes;
  }
  return current.length > 0 ? [...batches, current] : batches;
}
