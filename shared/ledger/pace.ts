import { paceMs } from "./spend-budget.ts";
import { change, type Turn } from "./turn.ts";

/** No write of the key starts before its pace, and the given time more, is over. */
export function movePace(turn: Turn, extraMs: number): void {
  const notBeforeMs = turn.nowMs + paceMs(turn) + extraMs;
  change(turn, { notBeforeMs: Math.max(turn.state.notBeforeMs, notBeforeMs) });
}
