import type { Dice } from "../backoff.ts";
import type { Operation } from "../ledger/key-state.ts";
import { quotaSpreadMs } from "../ledger/quota-pause.ts";
import type { GateView } from "./gate-view.ts";
import type { ShardGate } from "./shard-gate.ts";
import { dayEndMs, utcDay } from "./utc-day.ts";

type Known = { readonly gate: ShardGate; readonly pauses: Readonly<Record<Operation, number>> };

/** What a shard knows after a view; the same for one that is not newer. */
export function applyView<Row extends Known>(row: Row, view: GateView, dice: Dice): Row {
  if (view.serial <= row.gate.view.serial) return row;
  const pauses = {
    put: pauseAfter(row.pauses.put, view.exhaustedDay.put, dice),
    delete: pauseAfter(row.pauses.delete, view.exhaustedDay.delete, dice),
  };
  const probes = Object.fromEntries(
    Object.entries(row.gate.probes).filter(([namespace]) =>
      Object.hasOwn(view.breakers, namespace),
    ),
  );
  return { ...row, pauses, gate: { ...row.gate, view, probes } };
}

/** A limit that another shard has met stops this one as well, until its own moment after midnight. */
const pauseAfter = (untilMs: number, exhaustedDay: number, dice: Dice): number =>
  exhaustedDay > exhaustedDayOf(untilMs) ? dayEndMs(exhaustedDay) + quotaSpreadMs(dice) : untilMs;

/** The day whose limit a pause is for; -1 for none. */
export const exhaustedDayOf = (pauseUntilMs: number): number => utcDay(pauseUntilMs) - 1;
