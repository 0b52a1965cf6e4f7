import type { IntentQueue, Lane } from "../../shared/ports.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";

type Queues = Readonly<Record<Lane, Queue<WriteIntent>>>;

/** The two write queues. Messages are JSON, so that the dashboard can show a backlog. */
export const queueBinding = (queues: Queues): IntentQueue => ({
  async send(lane, intents) {
    await queues[lane].sendBatch(intents.map((body) => ({ body, contentType: "json" as const })));
  },
});
