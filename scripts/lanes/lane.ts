import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import * as z from "zod/mini";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { ROOT } from "../wrangler-command.ts";

/** How a queue gathers messages: a batch leaves when it is full, or when its first has waited so long. */
export type Lane = {
  readonly priority: WriteIntent["priority"];
  readonly maxBatchSize: number;
  readonly maxBatchTimeoutMs: number;
};

const QUEUES = { normal: "sluice-writes", immediate: "sluice-writes-immediate" } as const;

const Config = z.object({
  queues: z.object({
    consumers: z.array(
      z.object({ queue: z.string(), max_batch_size: z.int(), max_batch_timeout: z.int() }),
    ),
  }),
});

/** Both lanes as the consumer's TOML file sets them. */
export function readLanes(): readonly Lane[] {
  const text = readFileSync(join(ROOT, "wrangler.consumer.toml"), "utf8");
  const { consumers } = Config.parse(parse(text)).queues;
  return (["normal", "immediate"] as const).map((priority) => {
    const found = consumers.find(({ queue }) => queue === QUEUES[priority]);
    if (found === undefined) {
      throw new Error(`wrangler.consumer.toml: expected a consumer of ${QUEUES[priority]}`);
    }
    return {
      priority,
      maxBatchSize: found.max_batch_size,
      maxBatchTimeoutMs: found.max_batch_timeout * 1_000,
    };
  });
}
