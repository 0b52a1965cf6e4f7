import type { IntentQueue } from "../../shared/ports.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import type { QueueMeter, QueueMeters } from "../ports.ts";

type Queues = {
  readonly writes: Queue<WriteIntent>;
  readonly immediate: Queue<WriteIntent>;
  readonly deadLetters: Queue<unknown>;
};

/** `send` and `sendBatch` resolve once the messages are on disk; one message needs no list around it. */
export const intentQueue = ({
  writes,
  immediate,
}: Pick<Queues, "writes" | "immediate">): IntentQueue => ({
  async send(lane, intents) {
    const queue = lane === "immediate" ? immediate : writes;
    const [first, ...more] = intents;
    if (first !== undefined && more.length === 0) await queue.send(first, AS_JSON);
    else await queue.sendBatch(intents.map((body) => ({ body, ...AS_JSON })));
  },
});

const AS_JSON = { contentType: "json" } as const;

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
