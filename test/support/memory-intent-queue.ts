import { utf8Bytes } from "../../shared/key.ts";
import { MAX_SEND_BYTES, MAX_SEND_MESSAGES } from "../../shared/limits.ts";
import type { IntentQueue, Lane } from "../../shared/ports.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";

type Batch = { readonly lane: Lane; readonly intents: readonly WriteIntent[] };

/** Both lanes in memory, with the platform's limits and a fault for each coming send. */
export class MemoryIntentQueue implements IntentQueue {
  readonly batches: Batch[] = [];
  /** Sends that were tried, confirmed or not. */
  attempts = 0;
  /** Whether the send of this batch fails. */
  fails: (batch: Batch) => boolean = () => false;

  get intents(): readonly WriteIntent[] {
    return this.batches.flatMap((batch) => batch.intents);
  }

  async send(lane: Lane, intents: readonly WriteIntent[]): Promise<void> {
    this.attempts += 1;
    const sizeBytes = intents.reduce((sum, intent) => sum + utf8Bytes(JSON.stringify(intent)), 0);
    if (intents.length === 0) throw new TypeError("sendBatch() requires at least one message");
    if (intents.length > MAX_SEND_MESSAGES || sizeBytes > MAX_SEND_BYTES) {
      throw new Error("Queue sendBatch failed: Payload Too Large");
    }
    if (this.fails({ lane, intents })) throw new Error("Queue is overloaded (10250)");
    this.batches.push({ lane, intents: structuredClone(intents) });
  }
}
