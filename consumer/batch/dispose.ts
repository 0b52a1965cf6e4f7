import type { DeadLetter } from "../../shared/dead-letter.ts";
import { unreachable } from "../../shared/result.ts";
import { byShard } from "../ledger-client.ts";
import { askShard } from "./ask-ledger.ts";
import type { BatchPorts } from "./batch-ports.ts";
import type { Decided } from "./decided.ts";
import { DispositionBook, type Dispositions } from "./dispositions.ts";
import type { Delivery } from "./plan-batch.ts";
import { BUSY_PACE, type RetryPace } from "./retry-delay.ts";

export type DecidedBatch = {
  readonly queue: string;
  readonly startedMs: number;
  readonly deliveries: readonly Delivery[];
  /** For what the ledger or the store could not be told. */
  readonly untoldPace: RetryPace;
  readonly decided: readonly Decided[];
};

type DisposePorts = Pick<BatchPorts, "clock" | "dice" | "ledger" | "deadLetters" | "report">;

/** Stores the letters of a batch, then says of every message, once, whether it may go. */
export async function dispose(batch: DecidedBatch, ports: DisposePorts): Promise<Dispositions> {
  const letters = batch.decided.flatMap((one) => (one.kind === "dead" ? [one.letter] : []));
  const isStored = await storeLetters(letters, ports);
  const book = new DispositionBook(
    batch.deliveries.map((delivery) => delivery.attempts),
    ports.dice,
  );
  for (const one of batch.decided) {
    switch (one.kind) {
      case "finished":
        book.ack(one.deliveries);
        break;
      case "dead":
        if (isStored) book.ack(one.deliveries);
        else book.retry(one.deliveries, batch.untoldPace);
        break;
      case "untold":
        book.retry(one.deliveries, batch.untoldPace);
        break;
      case "busy":
        book.retry(one.deliveries, BUSY_PACE);
        break;
      default:
        unreachable(one);
    }
  }
  const dispositions = book.close();
  ports.report({
    kind: "batch-processed",
    queue: batch.queue,
    deliveries: batch.deliveries.length,
    applied: ended(batch, "applied"),
    unchanged: ended(batch, "unchanged"),
    superseded: ended(batch, "superseded"),
    held: ended(batch, "held"),
    dead: letters.length,
    retried: dispositions.filter((disposition) => disposition.kind === "retry").length,
    durationMs: ports.clock.now() - batch.startedMs,
  });
  return dispositions;
}

const ended = (batch: DecidedBatch, end: string): number =>
  batch.decided.filter((one) => one.kind === "finished" && one.end === end).length;

/** One call per batch. Letters that the ledger still has in its outbox are forgotten there after. */
async function storeLetters(letters: readonly DeadLetter[], ports: DisposePorts): Promise<boolean> {
  if (letters.length === 0) return true;
  try {
    await ports.deadLetters.put(letters);
  } catch (error) {
    ports.report({ kind: "letters-not-stored", letters: letters.length, detail: String(error) });
    return false;
  }
  const names = letters.flatMap((letter) => (letter.kind === "intent" ? [letter.intent] : []));
  await Promise.all(
    [...byShard(names, ports.ledger.shards)].map(([shard, intents]) =>
      // When this fails the alarm stores the letters again, which changes nothing.
      askShard(
        ports.ledger,
        shard,
        "forgetLetters",
        (stub, call) => stub.forgetLetters(call),
        intents.map(({ version, generation }) => ({ version, generation })),
        ports.report,
      ),
    ),
  );
  return true;
}
