import type { IntentQueue, Lane } from "../../shared/ports.ts";
import type { Settings } from "../../shared/settings.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import {
  allWriteQueues,
  boundQueues,
  missingQueue,
  shareOut,
  writeQueues,
} from "../../shared/write-queues.ts";
import type { ConsumerEnv } from "../bindings.ts";

type WriteLanes = Readonly<Record<Lane, readonly Queue<WriteIntent>[]>>;

/** The write queues. Messages are JSON, so that the dashboard can show a backlog. */
export function queueBinding(env: ConsumerEnv, settings: Settings): IntentQueue {
  const lanes = requireQueues(env, settings);
  return {
    async send(lane, intents) {
      const queues = lanes[lane];
      const sends = shareOut(intents, queues.length).map(async (share) => {
        const messages = share.intents.map((body) => ({ body, contentType: "json" as const }));
        await queues[share.index]?.sendBatch(messages);
      });
      await Promise.all(sends);
    },
  };
}

/** Throws with one sentence per queue without a binding, so that the Worker does not run on. */
export function requireQueues(env: object, settings: Settings): WriteLanes {
  const missing = allWriteQueues(settings).filter(({ binding }) => !isBound(env)(binding));
  if (missing.length > 0) {
    throw new Error(missing.map((queue) => missingQueue(queue, settings)).join("; "));
  }
  const open = (lane: Lane) =>
    writeQueues(lane, settings).map(({ binding }): Queue<WriteIntent> => Reflect.get(env, binding));
  return { normal: open("normal"), immediate: open("immediate") };
}

/** Every write queue that is bound, also those that WRITE_QUEUES no longer counts. */
export const openQueues = (env: object, settings: Settings): readonly Queue<never>[] =>
  (["normal", "immediate"] as const)
    .flatMap((lane) => boundQueues(lane, settings, isBound(env)))
    .map(({ binding }): Queue<never> => Reflect.get(env, binding));

const isBound =
  (env: object) =>
  (binding: string): boolean =>
    Reflect.get(env, binding) !== undefined;
