import type { IntentQueue, Lane } from "../../shared/ports.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { shareOut } from "../../shared/write-queues.ts";
import type { QueueMeter, QueueMeterName, QueueMeters } from "../ports.ts";

/** The queues of each lane, by number. */
export type LaneQueues = Readonly<Record<Lane, readonly Queue<WriteIntent>[]>>;

/** Every queue behind the name of a meter. */
export type MeteredQueues = Readonly<
  Record<QueueMeterName, readonly (Queue<never> | Queue<unknown>)[]>
>;

/** `send` and `sendBatch` resolve once the messages are on disk. */
export const intentQueue = (lanes: LaneQueues): IntentQueue => ({
  async send(lane, intents) {
    const queues = lanes[lane];
    const sends = shareOut(intents, queues.length).map(async (share) => {
      await sendAll(queues[share.index], share.intents);
    });
    await Promise.all(sends);
  },
});

/** One message needs no list around it. Without a queue nothing is sent, and nothing confirmed. */
async function sendAll(
  queue: Queue<WriteIntent> | undefined,
  intents: readonly WriteIntent[],
): Promise<void> {
  if (queue === undefined) throw new Error("the queue of these intents has no binding");
  const [first, ...more] = intents;
  if (first !== undefined && more.length === 0) await queue.send(first, AS_JSON);
  else await queue.sendBatch(intents.map((body) => ({ body, ...AS_JSON })));
}

const AS_JSON = { contentType: "json" } as const;

/** What lies in all queues of a name together. */
export const queueMeters = (queues: MeteredQueues): QueueMeters => ({
  async read() {
    const [writes, immediate, deadLetters] = await Promise.all([
      meterOf(queues.writes),
      meterOf(queues.immediate),
      meterOf(queues.deadLetters),
    ]);
    return { writes, immediate, deadLetters };
  },
});

export async function meterOf(queues: MeteredQueues[QueueMeterName]): Promise<QueueMeter> {
  const metrics = await Promise.all(queues.map((queue) => queue.metrics()));
  const oldest = metrics.flatMap(({ backlogCount, oldestMessageTimestamp }) =>
    // An empty queue may answer the epoch instead of nothing.
    backlogCount === 0 ? [] : (oldestAtMs(oldestMessageTimestamp) ?? []),
  );
  return {
    messages: metrics.reduce((sum, { backlogCount }) => sum + backlogCount, 0),
    bytes: metrics.reduce((sum, { backlogBytes }) => sum + backlogBytes, 0),
    oldestAtMs: oldest.length === 0 ? null : Math.min(...oldest),
  };
}

function oldestAtMs(timestamp: Date | undefined): number | null {
  const atMs = timestamp === undefined ? 0 : new Date(timestamp).getTime();
  return atMs > 0 ? atMs : null;
}
