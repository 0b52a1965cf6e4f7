import { hashOf, type KeyName } from "./key.ts";
import type { Lane } from "./ports.ts";
import type { WriteIntent } from "./write-intent.ts";

/** The most queues that a lane can be spread over. */
export const MAX_WRITE_QUEUES = 64;

/** What the settings say about the write queues. */
export type QueueSettings = {
  readonly WRITE_QUEUES: number;
  readonly WRITES_QUEUE: string;
  readonly WRITES_IMMEDIATE_QUEUE: string;
};

/** A queue that carries write intents: its binding in both Workers and its name. */
export type WriteQueue = { readonly binding: string; readonly queue: string };

/**
 * The queues of a lane, by number. The first has the names that a single one has; both lanes have as
 * many, since held intents re-enter by the immediate one and would overrun a single queue there.
 */
export function writeQueues(lane: Lane, settings: QueueSettings): readonly WriteQueue[] {
  const [binding, queue] =
    lane === "normal"
      ? ["WRITES", settings.WRITES_QUEUE]
      : ["WRITES_IMMEDIATE", settings.WRITES_IMMEDIATE_QUEUE];
  return Array.from({ length: settings.WRITE_QUEUES }, (_, index) =>
    index === 0
      ? { binding, queue }
      : { binding: `${binding}_${index + 1}`, queue: `${queue}-${index + 1}` },
  );
}

/**
 * The queues of a lane that are bound, whatever WRITE_QUEUES says: messages that were sent under a
 * greater one still wait in them.
 */
export const boundQueues = (
  lane: Lane,
  settings: QueueSettings,
  isBound: (binding: string) => boolean,
): readonly WriteQueue[] =>
  writeQueues(lane, { ...settings, WRITE_QUEUES: MAX_WRITE_QUEUES }).filter(({ binding }) =>
    isBound(binding),
  );

/** Those of both lanes. */
export const allWriteQueues = (settings: QueueSettings): readonly WriteQueue[] => [
  ...writeQueues("normal", settings),
  ...writeQueues("immediate", settings),
];

/**
 * The index of a key's queue. The hash is the ledger's: where the count of queues divides that of
 * shards, a batch of one queue meets shards / queues of them instead of nearly all.
 */
export const queueOf = (name: KeyName, queues: number): number => hashOf(name) % queues;

export type QueueShare = { readonly index: number; readonly intents: readonly WriteIntent[] };

/** Intents by the queue of their key; the order within a queue is kept. */
export function shareOut(intents: readonly WriteIntent[], queues: number): readonly QueueShare[] {
  if (queues === 1 || intents.length === 0) return [{ index: 0, intents }];
  const shares = Map.groupBy(intents, (intent) => queueOf(intent, queues));
  return [...shares].map(([index, own]) => ({ index, intents: own }));
}

/** What is wrong when the environment lacks the binding of a queue, and what to do. */
export const missingQueue = (
  { binding, queue }: WriteQueue,
  { WRITE_QUEUES }: QueueSettings,
): string =>
  `${binding}: expected a queue, since WRITE_QUEUES is ${WRITE_QUEUES}, found none. Add ` +
  `[[queues.producers]] binding = "${binding}", queue = "${queue}" to wrangler.producer.toml and ` +
  `wrangler.consumer.toml, and [[queues.consumers]] queue = "${queue}" to wrangler.consumer.toml; ` +
  "npm run deploy and npm start do so by themselves";

/** Why the names of the queues cannot be told apart, in words; null when they can. */
export function queueNamesProblem(
  settings: QueueSettings & { readonly DEAD_LETTERS_QUEUE: string },
): string | null {
  const names = [
    ...allWriteQueues(settings).map(({ queue }) => queue),
    settings.DEAD_LETTERS_QUEUE,
  ];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    return `expected a queue name of its own for each queue, got "${twice}" twice`;
  const long = names.find((name) => name.length > MAX_QUEUE_NAME);
  if (long === undefined || settings.WRITE_QUEUES === 1) return null;
  return `expected names that stay within ${MAX_QUEUE_NAME} characters with their numbers, got "${long}"`;
}

const MAX_QUEUE_NAME = 63;
