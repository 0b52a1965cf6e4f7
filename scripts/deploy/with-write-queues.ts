import { Settings } from "../../shared/settings.ts";
import { type QueueSettings, type WriteQueue, writeQueues } from "../../shared/write-queues.ts";
import type { WorkerConfig, WorkerConfigs } from "./deploy-configs.ts";

/** What `[vars]` says of the queues; throws when it is wrong, which was to be looked at before. */
export const queueSettingsOf = ({ producer }: WorkerConfigs): QueueSettings =>
  Settings.parse(producer.vars);

/**
 * Both Workers with `WRITE_QUEUES` queues in each lane: a further one is sent to and consumed like the
 * first of its lane. What the files say about it already stays as it is.
 */
export function withWriteQueues(configs: WorkerConfigs, settings: QueueSettings): WorkerConfigs {
  const lanes = [writeQueues("normal", settings), writeQueues("immediate", settings)];
  return {
    producer: lanes.reduce(withLane, configs.producer),
    consumer: lanes.reduce(withLane, configs.consumer),
  };
}

function withLane(config: WorkerConfig, lane: readonly WriteQueue[]): WorkerConfig {
  const { producers, consumers } = config.queues;
  const [first, ...further] = lane;
  const producer = producers.find(({ binding }) => binding === first?.binding);
  const consumer = consumers.find(({ queue }) => queue === first?.queue);
  const unbound = further.filter(
    ({ binding }) => !producers.some((one) => one.binding === binding),
  );
  const unread = further.filter(({ queue }) => !consumers.some((one) => one.queue === queue));
  return {
    ...config,
    queues: {
      ...config.queues,
      producers: [
        ...producers,
        ...(producer === undefined ? [] : unbound.map((own) => ({ ...producer, ...own }))),
      ],
      consumers: [
        ...consumers,
        ...(consumer === undefined ? [] : unread.map(({ queue }) => ({ ...consumer, queue }))),
      ],
    },
  };
}
