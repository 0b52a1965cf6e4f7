import type { Lane } from "../../shared/ports.ts";
import type { Settings } from "../../shared/settings.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { boundQueues, type WriteQueue, writeQueues } from "../../shared/write-queues.ts";
import type { Env } from "../bindings.ts";
import type { LaneQueues, MeteredQueues } from "./queues.ts";

/** The queues that writes go to; their bindings have to be there. */
export const laneQueues = (env: Env, settings: Settings): LaneQueues => ({
  normal: writeQueues("normal", settings).map(opened(env)),
  immediate: writeQueues("immediate", settings).map(opened(env)),
});

/** The queues whose backlog counts: also those that WRITE_QUEUES no longer counts. */
export function meteredQueues(
  env: Env,
  settings: Settings,
  deadLetters: Queue<unknown>,
): MeteredQueues {
  const bound = (lane: Lane) =>
    boundQueues(lane, settings, (binding) => env[binding] !== undefined).map(opened(env));
  return { writes: bound("normal"), immediate: bound("immediate"), deadLetters: [deadLetters] };
}

const opened =
  (env: Env) =>
  ({ binding }: WriteQueue): Queue<WriteIntent> =>
    env[binding] as Queue<WriteIntent>;
