import type { HoldReason, Operation } from "../ledger/key-state.ts";
import { PROBE_EVERY_MS } from "./breaker.ts";
import { noPortion, type Portion, type Purse, roomOf } from "./budget-portion.ts";
import type { Level } from "./coalescing-window.ts";
import { firstView, type GateView } from "./gate-view.ts";
import { dayEndMs, utcDay } from "./utc-day.ts";

/** What a shard knows of the gate. It lies in the shard's row, so that no write has to ask. */
export type ShardGate = {
  readonly view: GateView;
  readonly portions: Readonly<Record<Operation, Portion>>;
  /** The last probe of each namespace whose breaker is half open. */
  readonly probes: Readonly<Record<string, { readonly episode: number; readonly atMs: number }>>;
  /** What is released one by one is not released before this. */
  readonly releaseNotBeforeMs: number;
};

export const noGate: ShardGate = {
  view: firstView,
  portions: { put: noPortion, delete: noPortion },
  probes: {},
  releaseNotBeforeMs: 0,
};

export type Budgets = {
  readonly DAILY_WRITE_BUDGET?: number | undefined;
  readonly DAILY_DELETE_BUDGET?: number | undefined;
};

/** Null for an operation without a limit. */
export const budgetOf = (budgets: Budgets, operation: Operation): number | null =>
  (operation === "put" ? budgets.DAILY_WRITE_BUDGET : budgets.DAILY_DELETE_BUDGET) ?? null;

/** Why nothing of an operation may start in a namespace, and until when; null when it may. */
export type Stop = { readonly reason: HoldReason; readonly untilMs: number };

/** Until somebody says otherwise. */
export const FOREVER_MS = Number.POSITIVE_INFINITY;

/** A pause, an open breaker, or the platform's own limit: stops that hold for whole namespaces. */
export function stopOf(
  gate: ShardGate,
  pauses: Readonly<Record<Operation, number>>,
  namespace: string,
  operation: Operation,
  nowMs: number,
): Stop | null {
  if (gate.view.paused.includes(namespace)) return { reason: "pause", untilMs: FOREVER_MS };
  const probeAtMs = nextProbeMs(gate, namespace);
  if (probeAtMs !== null && nowMs < probeAtMs) return { reason: "breaker", untilMs: probeAtMs };
  if (nowMs < pauses[operation]) return { reason: "quota", untilMs: pauses[operation] };
  return null;
}

/** When a write may start in a namespace whose breaker is open or half open; null when it is closed. */
function nextProbeMs({ view, probes }: ShardGate, namespace: string): number | null {
  const breaker = view.breakers[namespace];
  if (breaker === undefined) return null;
  const last = probes[namespace];
  return last?.episode === breaker.episode ? last.atMs + PROBE_EVERY_MS : breaker.untilMs;
}

export const isProbing = ({ view }: ShardGate, namespace: string): boolean =>
  view.breakers[namespace] !== undefined;

/**
 * The day whose portion may be spent: none in the last moments before midnight, since what starts
 * then could count for the next day.
 */
export const spendableDay = (nowMs: number): number | null =>
  utcDay(nowMs) === utcDay(nowMs + MIDNIGHT_MARGIN_MS) ? utcDay(nowMs) : null;

const MIDNIGHT_MARGIN_MS = 5_000;

/** Where one more write would be taken from; null when there is nothing. */
export function purseFor(
  { portions }: ShardGate,
  operation: Operation,
  isUrgent: boolean,
  nowMs: number,
): Purse | null {
  const day = spendableDay(nowMs);
  if (day === null) return null;
  const room = roomOf(portions[operation], day);
  if (room.normal > 0) return "normal";
  return isUrgent && room.reserve > 0 ? "reserve" : null;
}

/** How much of today's budget is spent, as far as the gate has told. */
export function levelNow({ view }: ShardGate, operation: Operation, nowMs: number): Level {
  const { day, level } = view.levels[operation];
  return day === utcDay(nowMs) ? level : 0;
}

/** No portion outlasts its day: a new one begins with a question. */
export const nextDayMs = (nowMs: number): number => dayEndMs(utcDay(nowMs));
