import type { Report } from "../../shared/events.ts";
import type { Dispositions } from "../batch/dispositions.ts";
import type { Delivery } from "../batch/plan-batch.ts";

/** After a broken invariant the whole batch comes again, late enough for somebody to look. */
const BROKEN_RETRY_SECONDS = 30;

/**
 * The only place that calls `ack()` and `retry()`: exactly one of them per message, since the first
 * call wins and later ones are ignored
 * (https://developers.cloudflare.com/queues/configuration/batching-retries/). Never throws: a thrown
 * error would retry what was acknowledged, too, when it runs locally.
 */
export async function handleMessages(
  batch: MessageBatch<unknown>,
  decide: (deliveries: readonly Delivery[]) => Promise<Dispositions>,
  ports: { readonly report: Report },
): Promise<void> {
  const dispositions = await decideSafely(batch, decide, ports.report);
  batch.messages.forEach((message, position) => {
    const disposition = dispositions?.[position];
    if (disposition?.kind === "ack") message.ack();
    else message.retry({ delaySeconds: disposition?.delaySeconds ?? BROKEN_RETRY_SECONDS });
  });
}

async function decideSafely(
  batch: MessageBatch<unknown>,
  decide: (deliveries: readonly Delivery[]) => Promise<Dispositions>,
  report: Report,
): Promise<Dispositions | null> {
  try {
    return await decide(
      batch.messages.map((message) => ({
        id: message.id,
        body: message.body,
        sentAtMs: message.timestamp.getTime(),
      })),
    );
  } catch (error) {
    report({ kind: "batch-failed", queue: batch.queue, detail: String(error) });
    return null;
  }
}
