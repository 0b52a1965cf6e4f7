import type { Dice } from "../../shared/backoff.ts";
import type { Report } from "../../shared/events.ts";
import type { Dispositions } from "../batch/dispositions.ts";
import type { Delivery } from "../batch/plan-batch.ts";
import { BROKEN_PACE, retryDelaySeconds } from "../batch/retry-delay.ts";

type Ports = { readonly report: Report; readonly dice: Dice };

/**
 * The only place that calls `ack()` and `retry()`: exactly one of them per message, since the first
 * call wins and later ones are ignored
 * (https://developers.cloudflare.com/queues/configuration/batching-retries/). Never throws: the
 * platform would then ask again at its own pace until the deliveries ran out.
 */
export async function handleMessages(
  batch: MessageBatch<unknown>,
  decide: (deliveries: readonly Delivery[]) => Promise<Dispositions>,
  ports: Ports,
): Promise<void> {
  const dispositions = await decideSafely(batch, decide, ports.report);
  batch.messages.forEach((message, position) => {
    const disposition = dispositions?.[position];
    if (disposition?.kind === "ack") message.ack();
    else
      message.retry({
        delaySeconds: disposition?.delaySeconds ?? brokenDelaySeconds(message, ports),
      });
  });
}

const brokenDelaySeconds = (message: Message<unknown>, { dice }: Ports): number =>
  retryDelaySeconds(message.attempts, BROKEN_PACE, dice);

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
        attempts: message.attempts,
      })),
    );
  } catch (error) {
    report({ kind: "batch-failed", queue: batch.queue, detail: String(error) });
    return null;
  }
}
