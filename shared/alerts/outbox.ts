import type { AlertMessage } from "./alert-message.ts";

/** A message on its way, until the webhook has taken it. */
export type Outgoing = {
  readonly message: AlertMessage;
  readonly attempts: number;
  readonly notBeforeMs: number;
};

export type Taken = {
  readonly due: readonly AlertMessage[];
  readonly outbox: readonly Outgoing[];
};

/** A little under the minute between two runs, so that none is missed for a late clock. */
const FIRST_RETRY_MS = 50_000;
const LAST_RETRY_MS = 3_600_000;

/**
 * Adds what has to be told. The beginning of a condition replaces what was not delivered of its
 * earlier times, so that a webhook that is away for a day gets two messages per condition at most.
 */
export function post(
  outbox: readonly Outgoing[],
  messages: readonly AlertMessage[],
): readonly Outgoing[] {
  const begun = new Set(
    messages.filter(({ state }) => state === "firing").map(({ subject }) => subject),
  );
  return [
    ...outbox.filter(({ message }) => !begun.has(message.subject)),
    ...messages.map((message) => ({ message, attempts: 0, notBeforeMs: 0 })),
  ];
}

/**
 * The messages to send now: of each condition the oldest, so that its end never comes before its
 * beginning. Each counts as tried; without an acknowledgement it comes again after a backoff that
 * doubles up to an hour.
 */
export function takeDue(outbox: readonly Outgoing[], nowMs: number): Taken {
  const seen = new Set<string>();
  const due: AlertMessage[] = [];
  const rest = outbox.map((outgoing) => {
    const subject = outgoing.message.subject;
    if (seen.has(subject)) return outgoing;
    seen.add(subject);
    if (outgoing.notBeforeMs > nowMs) return outgoing;
    due.push(outgoing.message);
    const attempts = outgoing.attempts + 1;
    return { ...outgoing, attempts, notBeforeMs: nowMs + retryAfterMs(attempts) };
  });
  return { due, outbox: rest };
}

/** Forgets what was delivered. */
export const acknowledge = (
  outbox: readonly Outgoing[],
  ids: readonly string[],
): readonly Outgoing[] => outbox.filter(({ message }) => !ids.includes(message.id));

const retryAfterMs = (attempts: number): number =>
  Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts - 1, 20));
