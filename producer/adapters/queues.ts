import type { IntentQueue } from "../../shared/ports.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import type { QueueMeter, QueueMeters } from "../ports.ts";

type Queues = {
  readonly writes: Queue<WriteIntent>;
  readonly immediate: Queue<WriteIntent>;
  readonly deadLetters: Queue<unknown>;
};

/** `sendBatch` resolves once the messages are on disk. */
export const intentQueue = ({
  writes,
  immediate,
}: Pick<Queues, "writes" | "immediate">): IntentQueue => ({
  async send(lane, intents) {
    const queue = lane === "immediate" ? immediate : writes;
    await queue.sendBatch(intents.map((body) => ({ body, contentType: "json" as const })));
  },
});

export const queueMeters = (queues: Queues): QueueMeters => ({
  async read() {
    const [writes, immediate, deadLetters] = await Promise.all([
      meter(queues.writes),
      meter(queues.immediate),
      meter(queues.deadLetters),
    ]);
    return { writes, immediate, deadLetters };
  },
});

async function meter(queue: Queue<never> | Queue<unknown>): Promise<QueueMeter> {
  const { backlogCount, backlogBytes, oldestMessageTimestamp } = await queue.metrics();
  return {
    messages: backlogCount,
    bytes: backlogBytes,
    // An empty queue may answer the epoch instead of nothing.
    oldestAtMs: backlogCount === 0 ? null : oldestAtMs(oldestMessageTimestamp),
  };
}

function oldestAtMs(timestamp: Date | undefined): number | null {
  const atMs = timestamp === undefined ? 0 : new Date(timestamp).getTime();
  return atMs > 0 ? atMs : null;
}
