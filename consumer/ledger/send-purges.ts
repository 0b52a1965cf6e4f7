import { NOTHING_DIGEST } from "../../shared/content-digest.ts";
import { parseKeyId } from "../../shared/key.ts";
import { deletionVersion, isInReach, isOutlived } from "../../shared/ledger/purge.ts";
import { MAX_SEND_MESSAGES } from "../../shared/limits.ts";
import type { IntentQueue } from "../../shared/ports.ts";
import { sendBatches } from "../../shared/send-batches.ts";
import { versionTimeMs } from "../../shared/version.ts";
import { ENVELOPE_VERSION, type WriteIntent } from "../../shared/write-intent.ts";
import { afterTick, allowance, nextTickAtMs } from "../timing/task-pace.ts";
import type { PurgeTask } from "./purge-store.ts";
import type { ShardParts } from "./run-rule.ts";

/** Purges that one ring goes on with. */
const PURGES_PER_RING = 20;
/** Rows of the index that one step of a purge looks at. */
const KEYS_PER_STEP = 500;

/**
 * Goes on with the purges that are due: an ordinary deletion for each key that carries the tag, through
 * the queue like every other write, at the purge's pace. What was sent counts once the queue has
 * confirmed it; sent twice, a deletion is the same again.
 */
export async function sendPurges(
  parts: ShardParts,
  queue: IntentQueue,
): Promise<"drained" | "more"> {
  const tasks = parts.store.purges.due(parts.now(), PURGES_PER_RING);
  for (const { id } of tasks) await stepPurge(parts, queue, id);
  const dueAtMs = parts.store.purges.earliestDueMs();
  const isMoreDue = tasks.length > 0 && dueAtMs !== null && dueAtMs <= parts.now();
  return isMoreDue ? "more" : "drained";
}

async function stepPurge(parts: ShardParts, queue: IntentQueue, id: string): Promise<void> {
  const { purges } = parts.store;
  const nowMs = parts.now();
  // Loaded and reserved in one turn: another ring may have gone on with it during the step before.
  const task = purges.load(id);
  if (task === null || task.dueAtMs === null || task.dueAtMs > nowMs) return;
  const allowed = allowance(task.pace, task.ratePerSecond, nowMs);
  const found = nextKeys(parts, task, Math.min(allowed, MAX_SEND_MESSAGES));
  const intents = found.ids.map((id, index) => deletion(task, id, task.positions + index));
  purges.save({ ...task, positions: task.positions + intents.length });
  for (const batch of sendBatches(intents)) await queue.send("normal", batch);
  const current = purges.load(task.id);
  // Another ring did the same meanwhile, and has counted it.
  if (current === null || current.steps !== task.steps) return;
  purges.save(advance(current, found, nowMs));
}

type Found = {
  readonly ids: readonly string[];
  readonly afterId: string;
  readonly isEnd: boolean;
};

function nextKeys({ store }: ShardParts, task: PurgeTask, limit: number): Found {
  const ids: string[] = [];
  let { afterId } = task;
  const page = store.tags.keys(task.tag, afterId, KEYS_PER_STEP);
  for (const id of page) {
    const isMeant = isInReach(task, id) && !isOutlived(task, store.loadKey(id));
    if (isMeant && ids.length === limit) return { ids, afterId, isEnd: false };
    if (isMeant) ids.push(id);
    afterId = id;
  }
  return { ids, afterId, isEnd: page.length < KEYS_PER_STEP };
}

function advance(before: PurgeTask, { ids, afterId, isEnd }: Found, nowMs: number): PurgeTask {
  const task = { ...before, steps: before.steps + 1 };
  const { ratePerSecond, isAgain } = task;
  const enqueued = task.enqueued + ids.length;
  const pace =
    ids.length === 0 ? task.pace : afterTick(task.pace, ratePerSecond, nowMs, ids.length);
  if (isEnd && !isAgain) {
    const skipped = Math.max(0, task.matched - enqueued);
    return { ...task, enqueued, skipped, pace, afterId, finishedAtMs: nowMs, dueAtMs: null };
  }
  const left = Math.max(1, task.matched - enqueued);
  const dueAtMs = Math.max(nowMs, nextTickAtMs(pace, ratePerSecond, left));
  const from = isEnd ? { afterId: "", isAgain: false } : { afterId };
  return { ...task, enqueued, pace, ...from, dueAtMs };
}

function deletion(task: PurgeTask, id: string, position: number): WriteIntent {
  return {
    v: ENVELOPE_VERSION,
    ...parseKeyId(id),
    version: deletionVersion(task, position),
    generation: 0,
    acceptedAtMs: versionTimeMs(task.version),
    priority: "normal",
    onFailure: "dead-letter",
    ...(task.skipUnchanged ? { digest: NOTHING_DIGEST } : {}),
    op: "delete",
  };
}
