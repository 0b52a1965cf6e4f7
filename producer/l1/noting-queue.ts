import type { Clock, IntentQueue } from "../../shared/ports.ts";
import type { L1Cache } from "./l1-cache.ts";

/**
 * A queue whose writes the isolate's L1 cache hears of, whichever way they came in. What was not
 * confirmed may still take effect, so it is forgotten as well.
 */
export function notingQueue(
  queue: IntentQueue,
  l1: L1Cache | null,
  clock: Pick<Clock, "now">,
): IntentQueue {
  if (l1 === null) return queue;
  return {
    async send(lane, intents) {
      try {
        await queue.send(lane, intents);
      } catch (error) {
        for (const intent of intents) l1.drop(intent);
        throw error;
      }
      for (const intent of intents) {
        // A touch leaves the value as it is, its version included.
        if (intent.op !== "touch") l1.supersede(intent, intent.version, clock.now());
      }
    },
  };
}
