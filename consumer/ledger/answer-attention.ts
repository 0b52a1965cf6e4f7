import {
  type Attention,
  type AttentionQuestion,
  attentionOf,
  type WaitingKey,
} from "../../shared/ledger/attention.ts";
import { stopOfWork } from "./open-lanes.ts";
import type { ShardParts } from "./run-rule.ts";

/** Rows that one question reads, whatever waits: what is due first in each lane, in turn. */
const MOST_ROWS = 200;

/** Only keys for which something is due are looked at: those of the index. */
export function answerAttention(parts: ShardParts, question: AttentionQuestion): Attention {
  const { store, now } = parts;
  const nowMs = now();
  const lanes = store.dueLanes();
  const share = Math.max(1, Math.floor(MOST_ROWS / Math.max(1, lanes.length)));
  const pages = lanes.map((lane) => store.dueKeys(lane, Number.MAX_SAFE_INTEGER, share));
  const waiting: readonly WaitingKey[] = pages
    .flat()
    .map((id) => ({ id, state: store.loadKey(id) }));
  return {
    isComplete: pages.every((page) => page.length < share),
    ...attentionOf(
      waiting,
      question,
      nowMs,
      (namespace) => (work) => stopOfWork(parts, work, namespace),
    ),
  };
}
