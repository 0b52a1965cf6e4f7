import pLimit from "p-limit";
import { MAX_OPEN_CONNECTIONS } from "../../shared/limits.ts";
import type { Lane } from "../../shared/ports.ts";
import { sendBatches } from "../../shared/send-batches.ts";
import type { Version } from "../../shared/version.ts";
import { Priority, type WriteIntent } from "../../shared/write-intent.ts";
import { shareOut } from "../../shared/write-queues.ts";
import { detailOf } from "../events.ts";
import type { AcceptServices } from "./acceptance.ts";

const MIN_RETRY_MS = 100;
const MAX_RETRY_MS = 500;

type Sender = Pick<AcceptServices, "queue" | "clock" | "dice" | "report" | "settings">;

/**
 * Sends intents to their lanes; resolves to the versions that the queue did not confirm. They may
 * be in the queue all the same, so whatever they refer to has to stay.
 */
export async function sendIntents(
  services: Sender,
  intents: readonly WriteIntent[],
  signal: AbortSignal,
): Promise<ReadonlySet<Version>> {
  const limit = pLimit(MAX_OPEN_CONNECTIONS);
  const sends = Priority.options.flatMap((lane) =>
    batchesOf(services, lane, intents).map((batch) =>
      limit(async () => ({
        batch,
        isConfirmed: await sendBatch(services, lane, batch, signal),
      })),
    ),
  );
  const outcomes = await Promise.all(sends);
  return new Set(
    outcomes
      .filter((outcome) => !outcome.isConfirmed)
      .flatMap((outcome) => outcome.batch.map((intent) => intent.version)),
  );
}

/** Each for one queue, so that one which does not answer leaves the others' confirmations as they are. */
const batchesOf = (
  { settings }: Sender,
  lane: Lane,
  intents: readonly WriteIntent[],
): readonly (readonly WriteIntent[])[] =>
  shareOut(
    intents.filter((intent) => intent.priority === lane),
    settings.WRITE_QUEUES,
  ).flatMap((share) => sendBatches(share.intents));

/** Sending twice is harmless: the version makes the copies one write. */
async function sendBatch(
  services: Sender,
  lane: Lane,
  batch: readonly WriteIntent[],
  signal: AbortSignal,
): Promise<boolean> {
  if (await trySend(services, lane, batch)) return true;
  const delayMs = MIN_RETRY_MS + Math.floor(services.dice() * (MAX_RETRY_MS - MIN_RETRY_MS));
  try {
    await services.clock.sleep(delayMs, signal);
  } catch {
    // The caller has gone: nobody is left to confirm to.
    return false;
  }
  return trySend(services, lane, batch);
}

async function trySend(
  { queue, report }: Sender,
  lane: Lane,
  batch: readonly WriteIntent[],
): Promise<boolean> {
  try {
    await queue.send(lane, batch);
    return true;
  } catch (error) {
    report({ kind: "send-failed", intents: batch.length, detail: detailOf(error) });
    return false;
  }
}
