import type { Contender } from "../contender.ts";
import { directPut } from "./direct-put.ts";
import { inIsolateBatch, inIsolateTimer } from "./in-isolate-batch.ts";
import { pacedConsumer } from "./paced-consumer.ts";
import { queuePerMessage } from "./queue-per-message.ts";
import { retryWithBackoff } from "./retry-with-backoff.ts";
import { threeTries, threeTriesJittered } from "./three-tries.ts";

/** What one would do instead of Sluice, from the plainest to the most careful. */
export const BASELINES: readonly Contender[] = [
  directPut,
  retryWithBackoff,
  threeTries,
  threeTriesJittered,
  inIsolateBatch,
  inIsolateTimer,
  queuePerMessage,
  pacedConsumer,
];
