import type { DeadLetter } from "../../shared/dead-letter.ts";
import { ALARM_TASKS, type AlarmTask, type Report } from "../../shared/events.ts";
import type { LetterName } from "../../shared/ledger/protocol.ts";
import type { DeadLetterSink, IntentQueue, PayloadStore } from "../../shared/ports.ts";
import { sendBatches } from "../../shared/send-batches.ts";
import type { RingResult } from "../timing/alarm-setter.ts";
import type { TaskBackoffs } from "../timing/task-backoffs.ts";
import { type DueIntent, dueIntents, endLeases, forgetSent } from "./due-work.ts";
import type { ShardParts } from "./run-rule.ts";
import { sendPurges } from "./send-purges.ts";
import { tellViews } from "./view-outbox.ts";

export type AlarmPorts = {
  readonly queue: IntentQueue;
  readonly deadLetters: DeadLetterSink;
  readonly payloads: PayloadStore;
  readonly report: Report;
  /** Intents released by one ring at the most, so that a burst leaves paced. */
  readonly releaseBatch: number;
};

type Left = "drained" | "more";

const LETTERS_PER_RING = 50;
const PAYLOADS_PER_RING = 500;

const TASKS: Readonly<
  Record<AlarmTask, (parts: ShardParts, ports: AlarmPorts) => Left | Promise<Left>>
> = {
  letters: deliverLetters,
  release: releaseDue,
  payloads: deletePayloads,
  views: ({ views, now }) => (views === undefined ? "drained" : tellViews(views, now())),
  purges: (parts, { queue }) => sendPurges(parts, queue),
};

/**
 * Does what is due: letters of the outbox to the store, held intents and repairs back to the queue,
 * spent payloads away. Each is forgotten only after the other side has confirmed it; a task that fails
 * comes later by itself, and keeps the others neither from happening nor from their time.
 */
export async function ringAlarm(
  parts: ShardParts,
  ports: AlarmPorts,
  backoffs: TaskBackoffs<AlarmTask>,
): Promise<RingResult> {
  let kind: Left = "drained";
  for (const task of ALARM_TASKS) {
    if (backoffs.notBeforeMs(task) > parts.now()) continue;
    try {
      if ((await TASKS[task](parts, ports)) === "more") kind = "more";
      backoffs.succeeded(task);
    } catch (error) {
      backoffs.failed(task, parts.now(), parts.dice);
      ports.report({ kind: "alarm-task-failed", task, detail: String(error) });
    }
  }
  return { kind };
}

async function deliverLetters(parts: ShardParts, ports: AlarmPorts): Promise<Left> {
  const letters = parts.store.dueLetters(parts.now(), LETTERS_PER_RING);
  if (letters.length === 0) return "drained";
  await ports.deadLetters.put(letters);
  parts.store.transaction(() => {
    for (const letter of letters) parts.store.forgetLetter(letterName(letter));
  });
  return letters.length === LETTERS_PER_RING ? "more" : "drained";
}

export function letterName(letter: DeadLetter): LetterName {
  if (letter.kind !== "intent") throw new Error("only letters with a version pass the ledger");
  return { version: letter.intent.version, generation: letter.intent.generation };
}

async function releaseDue(parts: ShardParts, ports: AlarmPorts): Promise<Left> {
  endLeases(parts, ports.releaseBatch);
  const due = dueIntents(parts, ports.releaseBatch);
  const byIntent = new Map(due.map((entry) => [entry.intent, entry]));
  for (const batch of sendBatches(due.map((entry) => entry.intent))) {
    await ports.queue.send("immediate", batch);
    forgetSent(parts, batch.map((intent) => byIntent.get(intent)).filter(isDefined));
  }
  return due.length === ports.releaseBatch ? "more" : "drained";
}

const isDefined = (due: DueIntent | undefined): due is DueIntent => due !== undefined;

async function deletePayloads(parts: ShardParts, ports: AlarmPorts): Promise<Left> {
  const versions = parts.store.dueSpentPayloads(parts.now(), PAYLOADS_PER_RING);
  if (versions.length === 0) return "drained";
  await ports.payloads.delete(versions);
  parts.store.transaction(() => {
    for (const version of versions) parts.store.forgetSpentPayload(version);
  });
  return versions.length === PAYLOADS_PER_RING ? "more" : "drained";
}
