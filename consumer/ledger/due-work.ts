import { ALARM_TASKS, type AlarmTask } from "../../shared/events.ts";
import { roomOf } from "../../shared/gate/budget-portion.ts";
import { budgetOf, FOREVER_MS, isProbing } from "../../shared/gate/shard-gate.ts";
import { utcDay } from "../../shared/gate/utc-day.ts";
import { parseKeyId } from "../../shared/key.ts";
import { dueOf, LEASE_LANE, parseLane, type WriteLane } from "../../shared/ledger/due.ts";
import { expireLease } from "../../shared/ledger/endings.ts";
import { needsRepair } from "../../shared/ledger/key-state.ts";
import { setTouch } from "../../shared/ledger/touch.ts";
import { change, setHeld, type Turn } from "../../shared/ledger/turn.ts";
import { count } from "../../shared/metrics/counts.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import type { BodySlot } from "./ledger-store.ts";
import { isCareful, opensAtMs } from "./open-lanes.ts";
import { runRule, type ShardParts } from "./run-rule.ts";

/** An intent that is due, and from where in the ledger it comes. */
export type DueIntent = {
  readonly id: string;
  readonly slot: BodySlot | "touch";
  /** Of the hold; 0 for what stays until it has succeeded. */
  readonly serial: number;
  readonly intent: WriteIntent;
  /** More of its lane follow only when it has had time to come back. */
  readonly isCareful: boolean;
};

/** Time for what was released to be admitted, before the room that is left is looked at again. */
const CAREFUL_GAP_MS = 2_000;

/** What is to be sent back to the queue now, the longest due first, at most `limit`. */
export function dueIntents(parts: ShardParts, limit: number): readonly DueIntent[] {
  const { store } = parts;
  const nowMs = parts.now();
  const hasRoom = roomForReleases(parts);
  return store
    .dueLanes()
    .flatMap((name) => {
      const lane = parseLane(name);
      if (lane === null || opensAtMs(parts, name) > nowMs) return [];
      return store
        .dueKeys(name, nowMs, limit)
        .map((id) => ({ id, lane, atMs: dueAtMs(parts, id) }));
    })
    .sort((a, b) => a.atMs - b.atMs)
    .filter(({ lane }) => hasRoom(lane))
    .slice(0, limit)
    .map(({ id, lane }) => dueIntent(parts, id, isCareful(parts, lane)));
}

const dueAtMs = ({ store }: ShardParts, id: string): number => dueOf(store.loadKey(id))?.atMs ?? 0;

/** Counts what is released against what may be written: a probe, and the room of a portion. */
function roomForReleases({ store, rules, now }: ShardParts): (lane: WriteLane) => boolean {
  const { gate } = store.loadShard();
  const probed = new Set<string>();
  const rooms = {
    put: { ...roomOf(gate.portions.put, utcDay(now())) },
    delete: { ...roomOf(gate.portions.delete, utcDay(now())) },
  };
  return ({ namespace, operation, priority }) => {
    if (isProbing(gate, namespace)) {
      if (probed.has(namespace)) return false;
      probed.add(namespace);
    }
    if (budgetOf(rules, operation) === null) return true;
    const room = rooms[operation];
    const purse = room.normal === 0 && priority === "immediate" ? "reserve" : "normal";
    if (room[purse] === 0) return false;
    rooms[operation] = { ...room, [purse]: room[purse] - 1 };
    return true;
  };
}

/** Ends outdated leases that ran out without a report. */
export function endLeases(parts: ShardParts, limit: number): void {
  const ids = parts.store.dueKeys(LEASE_LANE, parts.now(), limit);
  if (ids.length > 0) runRule(parts, ids.map(parseKeyId), expireLease);
}

function dueIntent(parts: ShardParts, id: string, isCareful: boolean): DueIntent {
  const state = parts.store.loadKey(id);
  const { held, touch } = state;
  if (held === null && touch !== null && !needsRepair(state)) {
    return { id, slot: "touch", serial: 0, intent: touch.intent, isCareful };
  }
  const slot = held === null ? "kept" : "held";
  const intent = parts.store.body(id, slot);
  if (intent === null) throw new Error(`a key is due without its ${slot} body`);
  return { id, slot, serial: held?.serial ?? 0, intent, isCareful };
}

/**
 * The queue has confirmed them. A held intent leaves the ledger if it is still exactly the one that
 * was sent; a repair and a touch stay until they have succeeded and are not sent again while they may
 * be under way.
 */
export function forgetSent(parts: ShardParts, sent: readonly DueIntent[]): void {
  const items = sent.map((due) => ({ ...parseKeyId(due.id), due }));
  runRule(parts, items, (turn, { due }) => forgetOne(turn, due));
  if (!sent.some((due) => due.isCareful)) return;
  const row = parts.store.loadShard();
  const releaseNotBeforeMs = parts.now() + CAREFUL_GAP_MS;
  parts.store.saveShard({ ...row, gate: { ...row.gate, releaseNotBeforeMs } });
}

function forgetOne(turn: Turn, { slot, serial, intent }: DueIntent): void {
  const { held, kept, touch } = turn.state;
  const againMs = turn.nowMs + turn.rules.LEASE_MS + turn.rules.PACE_MS;
  switch (slot) {
    case "held":
      if (held?.serial !== serial) return;
      count(turn.counts, "released");
      setHeld(turn, null, null);
      return;
    case "kept":
      if (kept?.version === intent.version) {
        count(turn.counts, "released");
        change(turn, { kept: { ...kept, retryAtMs: againMs } });
      }
      return;
    case "touch":
      if (touch?.intent.version === intent.version) {
        count(turn.counts, "released");
        setTouch(turn, { ...touch, sentUntilMs: againMs });
      }
  }
}

/**
 * When the alarm has to ring: the earliest of everything that is due, but for tasks that have to wait
 * not before their time; null when nothing ever is.
 */
export function nextAlarmMs(
  parts: ShardParts,
  notBeforeMs: (task: AlarmTask) => number = () => 0,
): number | null {
  const { store } = parts;
  const lanes = store
    .dueLanes()
    .map((lane) => Math.max(store.earliestDueMs(lane) ?? 0, opensAtMs(parts, lane)));
  const due: Readonly<Record<AlarmTask, number | null>> = {
    release: lanes.length === 0 ? null : Math.min(...lanes),
    letters: store.earliestLetterMs(),
    payloads: store.earliestSpentPayloadMs(),
    views: parts.views?.store.earliestMs() ?? null,
    purges: store.purges.earliestDueMs(),
  };
  const times = ALARM_TASKS.flatMap((task) => {
    const dueMs = due[task];
    return dueMs === null ? [] : [Math.max(dueMs, notBeforeMs(task))];
  });
  const earliestMs = Math.min(...times);
  return earliestMs === FOREVER_MS ? null : earliestMs;
}
