import {
  budgetOf,
  FOREVER_MS,
  isProbing,
  levelNow,
  nextDayMs,
  purseFor,
  type Stop,
  stopOf,
} from "../../shared/gate/shard-gate.ts";
import { type DueLane, type DueWork, parseLane, type WriteLane } from "../../shared/ledger/due.ts";
import type { ShardParts } from "./run-rule.ts";

/**
 * When what is due in a lane may be sent back to the queue, as far as the shard knows; infinite when
 * only a word of the gate can open it.
 */
export function opensAtMs(parts: ShardParts, lane: DueLane): number {
  const write = parseLane(lane);
  if (write === null) return 0;
  const stop = stopOfLane(parts, write);
  if (stop !== null) return stop.untilMs;
  return isCareful(parts, write) ? parts.store.loadShard().gate.releaseNotBeforeMs : 0;
}

/** The same for one key, with the reason. */
export const stopOfWork = (parts: ShardParts, work: DueWork, namespace: string): Stop | null =>
  work.kind === "lease" ? null : stopOfLane(parts, { ...work, namespace });

function stopOfLane(parts: ShardParts, lane: WriteLane): Stop | null {
  const { gate, pauses } = parts.store.loadShard();
  const nowMs = parts.now();
  const stop = stopOf(gate, pauses, lane.namespace, lane.operation, nowMs);
  if (stop !== null) return stop;
  if (!isOutOfBudget(parts, lane)) return null;
  const isSpent = levelNow(gate, lane.operation, nowMs) === 100;
  return { reason: "quota", untilMs: isSpent ? nextDayMs(nowMs) : FOREVER_MS };
}

/** Whether a lane waits for a portion of a budget and for nothing else. */
export function waitsForBudget(parts: ShardParts, lane: WriteLane): boolean {
  const { gate, pauses } = parts.store.loadShard();
  const stop = stopOf(gate, pauses, lane.namespace, lane.operation, parts.now());
  return stop === null && isOutOfBudget(parts, lane);
}

const isOutOfBudget = ({ store, rules, now }: ShardParts, lane: WriteLane): boolean =>
  budgetOf(rules, lane.operation) !== null &&
  purseFor(store.loadShard().gate, lane.operation, lane.priority === "immediate", now()) === null;

/**
 * Where a released intent may find no room and come back, more follow only after a while. One budget
 * is enough for that: near its expiration, a write may need that of the other operation.
 */
export const isCareful = ({ store, rules }: ShardParts, lane: WriteLane): boolean =>
  budgetOf(rules, "put") !== null ||
  budgetOf(rules, "delete") !== null ||
  isProbing(store.loadShard().gate, lane.namespace);
