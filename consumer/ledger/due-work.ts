import { parseKeyId } from "../../shared/key.ts";
import { DUE_LANES, type DueLane, resumesAtMs } from "../../shared/ledger/due.ts";
import { expireLease } from "../../shared/ledger/endings.ts";
import { needsRepair } from "../../shared/ledger/key-state.ts";
import { setTouch } from "../../shared/ledger/touch.ts";
import { change, type Pauses, setHeld, type Turn } from "../../shared/ledger/turn.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import type { BodySlot } from "./ledger-store.ts";
import { runRule, type ShardParts } from "./run-rule.ts";

/** An intent that is due, and from where in the ledger it comes. */
export type DueIntent = {
  readonly id: string;
  readonly slot: BodySlot | "touch";
  /** Of the hold; 0 for what stays until it has succeeded. */
  readonly serial: number;
  readonly intent: WriteIntent;
};

/** What is to be sent back to the queue now, the longest due first, at most `limit`. */
export function dueIntents(parts: ShardParts, limit: number): readonly DueIntent[] {
  const { store } = parts;
  const nowMs = parts.now();
  const { pauses } = store.loadShard();
  return DUE_LANES.filter((lane) => lane !== "lease" && resumesAtMs(lane, pauses) <= nowMs)
    .flatMap((lane) => store.dueKeys(lane, nowMs, limit))
    .slice(0, limit)
    .map((id) => dueIntent(parts, id));
}

/** Ends outdated leases that ran out without a report. */
export function endLeases(parts: ShardParts, limit: number): void {
  const ids = parts.store.dueKeys("lease", parts.now(), limit);
  runRule(parts, ids.map(parseKeyId), expireLease);
}

function dueIntent(parts: ShardParts, id: string): DueIntent {
  const state = parts.store.loadKey(id);
  const { held, touch } = state;
  if (held === null && touch !== null && !needsRepair(state)) {
    return { id, slot: "touch", serial: 0, intent: touch.intent };
  }
  const slot = held === null ? "kept" : "held";
  const intent = parts.store.body(id, slot);
  if (intent === null) throw new Error(`a key is due without its ${slot} body`);
  return { id, slot, serial: held?.serial ?? 0, intent };
}

/**
 * The queue has confirmed them. A held intent leaves the ledger if it is still exactly the one that
 * was sent; a repair and a touch stay until they have succeeded and are not sent again while they may
 * be under way.
 */
export function forgetSent(parts: ShardParts, sent: readonly DueIntent[]): void {
  const items = sent.map((due) => ({ ...parseKeyId(due.id), due }));
  runRule(parts, items, (turn, { due }) => forgetOne(turn, due));
}

function forgetOne(turn: Turn, { slot, serial, intent }: DueIntent): void {
  const { held, kept, touch } = turn.state;
  const againMs = turn.nowMs + turn.rules.LEASE_MS + turn.rules.PACE_MS;
  switch (slot) {
    case "held":
      if (held?.serial === serial) setHeld(turn, null, null);
      return;
    case "kept":
      if (kept?.version === intent.version) {
        change(turn, { kept: { ...kept, retryAtMs: againMs } });
      }
      return;
    case "touch":
      if (touch?.intent.version === intent.version) {
        setTouch(turn, { ...touch, sentUntilMs: againMs });
      }
  }
}

/** When the alarm has to ring: the earliest of everything that is due; null when nothing ever is. */
export function nextAlarmMs(parts: ShardParts): number | null {
  const { store } = parts;
  const { pauses } = store.loadShard();
  const times = [
    ...DUE_LANES.map((lane) => resumedMs(store.earliestDueMs(lane), lane, pauses)),
    store.earliestLetterMs(),
    store.earliestSpentPayloadMs(),
    parts.views?.store.earliestMs() ?? null,
  ].filter((timeMs) => timeMs !== null);
  return times.length === 0 ? null : Math.min(...times);
}

const resumedMs = (dueMs: number | null, lane: DueLane, pauses: Pauses): number | null =>
  dueMs === null ? null : Math.max(dueMs, resumesAtMs(lane, pauses));
