import type { DeadLetter } from "../../shared/dead-letter.ts";
import type { Report } from "../../shared/events.ts";
import type { Clock, IntentQueue } from "../../shared/ports.ts";
import { sendBatches } from "../../shared/send-batches.ts";
import { Priority } from "../../shared/write-intent.ts";
import type { LedgerClient } from "../ledger-client.ts";
import { askReplay } from "./ask-replay.ts";
import { lastDeath, type Revival } from "./ask-revive.ts";
import type { EndedLetter, LetterStore } from "./letter-store.ts";
import { hasDiedAgain, type ReplayCandidate, replayCandidate } from "./replay-candidate.ts";
import type { ReplayItem, ReplayStore } from "./replay-store.ts";

export type SendPorts = {
  readonly letters: LetterStore;
  readonly replays: ReplayStore;
  readonly ledger: LedgerClient;
  readonly queue: IntentQueue;
  readonly clock: Pick<Clock, "now">;
  readonly report: Report;
};

/**
 * Sends the letters of these items again, as far as the ledger lets them; returns how many items did
 * not fail. Those that did were postponed; what a cancelled replay has not begun is left alone. A
 * letter leaves the store only when the queue has confirmed it, with the newest generation that died:
 * late copies do not come back, its next death does.
 */
export async function sendLetters(
  ports: SendPorts,
  replayId: string,
  items: readonly ReplayItem[],
): Promise<number> {
  const candidates = items.flatMap((item) => replayCandidate(ports.letters, item));
  const open = new Set(candidates.map((candidate) => candidate.item));
  settleEnded(
    ports,
    replayId,
    items.filter((item) => !open.has(item)),
  );
  const revivals = await askReplay(ports, replayId, candidates);
  const unanswered = revivals.filter((revival) => revival.kind === "unanswered");
  postpone(
    ports,
    replayId,
    unanswered.map(({ letter }) => letter),
    unanswered[0]?.error,
  );
  settleFinal(ports, replayId, revivals);
  const ready = revivals.flatMap(toReady);
  settleEnded(
    ports,
    replayId,
    ready.filter(hasDiedAgain).map(({ item }) => item),
  );
  let failed = unanswered.length;
  for (const lane of Priority.options) {
    failed += await sendLane(
      ports,
      replayId,
      ready.filter((one) => one.intent.priority === lane && !hasDiedAgain(one)),
    );
  }
  return items.length - failed;
}

/** The letter ended or died again meanwhile; after an attempt, because that one arrived. */
function settleEnded(ports: SendPorts, replayId: string, items: readonly ReplayItem[]): void {
  const arrived = items.filter((item) => item.isAttempted);
  ports.replays.settle(replayId, arrived, "enqueued");
  ports.replays.settle(
    replayId,
    items.filter((item) => !item.isAttempted),
    "skipped",
  );
}

/** What the ledger does not let through leaves the store. */
function settleFinal(
  ports: SendPorts,
  replayId: string,
  revivals: readonly Revival<ReplayCandidate>[],
): void {
  const nowMs = ports.clock.now();
  for (const revival of revivals) {
    if (revival.kind === "unanswered" || revival.answer.kind === "ready") continue;
    const { letter, answer } = revival;
    // No longer dead after an attempt: its message arrived, only the confirmation was lost.
    const hasArrived = answer.kind !== "superseded" && letter.item.isAttempted;
    const lastGeneration = lastDeath(letter, answer);
    const state = hasArrived ? "replayed" : "superseded";
    ports.letters.end([{ ...letter, lastGeneration }], state, nowMs);
    ports.replays.settle(replayId, [letter.item], hasArrived ? "enqueued" : "skipped");
  }
}

function toReady(revival: Revival<ReplayCandidate>): readonly ReplayCandidate[] {
  if (revival.kind === "unanswered" || revival.answer.kind !== "ready") return [];
  const { generation } = revival.answer;
  return [{ ...revival.letter, intent: { ...revival.letter.intent, generation } }];
}

/** The newest death that the ledger knows; its own letter may still be on its way here. */
const endedGeneration = ({ intent }: ReplayCandidate): number => intent.generation - 1;

const toEnded = (candidate: ReplayCandidate): EndedLetter => {
  const generation = endedGeneration(candidate);
  return { id: candidate.id, generation, lastGeneration: generation };
};

/**
 * From the first attempt on, a letter stands for every death that the attempt ends: a letter of one
 * that comes before the confirmation would stay as dead though its version lives again.
 */
function noteAttempts(ports: SendPorts, replayId: string, sent: readonly ReplayCandidate[]): void {
  const raised = sent
    .filter((candidate) => candidate.generation < endedGeneration(candidate))
    .map((candidate): DeadLetter => {
      const intent = { ...candidate.intent, generation: endedGeneration(candidate) };
      return { ...candidate.letter, intent };
    });
  ports.letters.put(raised);
  const items = sent.map((one) => ({ ...one.item, generation: endedGeneration(one) }));
  ports.replays.noteAttempts(replayId, items);
}

/** Returns how many could not be sent. */
async function sendLane(
  ports: SendPorts,
  replayId: string,
  ready: readonly ReplayCandidate[],
): Promise<number> {
  const byIntent = new Map(ready.map((candidate) => [candidate.intent, candidate]));
  let failed = 0;
  for (const batch of sendBatches(ready.map((candidate) => candidate.intent))) {
    const due = batch.flatMap((intent) => byIntent.get(intent) ?? []);
    const sent = due.filter(({ item }) => mayBeSent(ports, replayId, item));
    const kept = due.filter((candidate) => !sent.includes(candidate));
    ports.replays.forgetAsked(
      replayId,
      kept.map((candidate) => candidate.item),
    );
    const [first] = sent;
    if (first === undefined) continue;
    const items = sent.map((candidate) => candidate.item);
    noteAttempts(ports, replayId, sent);
    try {
      await ports.queue.send(
        first.intent.priority,
        sent.map((candidate) => candidate.intent),
      );
    } catch (error) {
      postpone(ports, replayId, sent, error);
      failed += sent.length;
      continue;
    }
    ports.letters.end(sent.map(toEnded), "replayed", ports.clock.now());
    ports.replays.settle(replayId, items, "enqueued");
  }
  return failed;
}

/**
 * Asked just before each send, since somebody may have cancelled meanwhile. What was attempted before
 * is sent again all the same: its message may be under way, and only a confirmation ends the doubt.
 */
const mayBeSent = (ports: SendPorts, replayId: string, item: ReplayItem): boolean =>
  item.isAttempted || ports.replays.get(replayId)?.cancelledAtMs === null;

function postpone(
  ports: SendPorts,
  replayId: string,
  candidates: readonly ReplayCandidate[],
  error: unknown,
): void {
  if (candidates.length === 0) return;
  ports.replays.postpone(
    replayId,
    candidates.map((candidate) => candidate.item),
  );
  ports.report({
    kind: "replay-delayed",
    replay: replayId,
    letters: candidates.length,
    detail: String(error),
  });
}
