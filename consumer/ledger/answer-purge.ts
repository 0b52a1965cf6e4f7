import {
  isInReach,
  type NewPurge,
  type PurgeCount,
  type PurgeProgress,
  type PurgeQuestion,
} from "../../shared/ledger/purge.ts";
import { initialPace } from "../timing/task-pace.ts";
import type { ShardParts } from "./run-rule.ts";

/** Rows of the index that are read at a time. */
const COUNT_PAGE = 1_000;

/** Keys of this shard that carry a tag and lie within reach. */
export function countTagged({ store }: ShardParts, { tag, access }: PurgeCount): number {
  let count = 0;
  let afterId = "";
  for (;;) {
    const ids = store.tags.keys(tag, afterId, COUNT_PAGE);
    count += ids.filter((id) => isInReach({ access }, id)).length;
    const last = ids.at(-1);
    if (last === undefined || ids.length < COUNT_PAGE) return count;
    afterId = last;
  }
}

/** Starts a purge, or says how far it is. Asked again with the same id, nothing starts anew. */
export function answerPurge(parts: ShardParts, question: PurgeQuestion): PurgeProgress | null {
  const { purges } = parts.store;
  const id = question.kind === "start" ? question.purge.id : question.id;
  const known = purges.load(id);
  if (question.kind === "find" || known !== null) return known === null ? null : progress(known);
  return progress(start(parts, question.purge));
}

function start(parts: ShardParts, purge: NewPurge): PurgeProgress {
  const nowMs = parts.now();
  const task = {
    ...purge,
    matched: countTagged(parts, purge),
    skipped: 0,
    enqueued: 0,
    startedAtMs: nowMs,
    finishedAtMs: null,
    afterId: "",
    isAgain: false,
    positions: 0,
    steps: 0,
    pace: initialPace,
    dueAtMs: nowMs,
  };
  // Also without a match: what was written before and is applied later belongs to it.
  parts.store.purges.save(
    task.matched === 0 ? { ...task, finishedAtMs: nowMs, dueAtMs: null } : task,
  );
  return task.matched === 0 ? { ...task, finishedAtMs: nowMs } : task;
}

const progress = (given: PurgeProgress): PurgeProgress => ({
  tag: given.tag,
  matched: given.matched,
  skipped: given.skipped,
  enqueued: given.enqueued,
  startedAtMs: given.startedAtMs,
  finishedAtMs: given.finishedAtMs,
});
