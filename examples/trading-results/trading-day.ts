import { PREFIXES } from "./src/analysis.ts";

/** A write of the plan; times count from 00:00 UTC of its first day. */
export type PlannedWrite = {
  readonly atMs: number;
  readonly key: string;
  readonly value: string;
  readonly priority: "normal" | "immediate";
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** 09:30 to 16:00 in New York. */
const OPENS_MS = 13.5 * HOUR_MS;
const RUNS = 78;
const RUN_EVERY_MS = 5 * MINUTE_MS;
export const SYMBOLS = Array.from({ length: 12 }, (_, index) => `S${index + 1}`);
const PROGRESS_PERCENTS = [0, 50, 100];
const PROGRESS_EVERY_MS = 20_000;

const REPORT_MS = 20 * HOUR_MS + 10 * MINUTE_MS;
/** On the heavy day it comes last, when the budget is spent. */
const LATE_REPORT_MS = 22.25 * HOUR_MS;

const BACKFILL_MS = 20.5 * HOUR_MS;
const BACKFILL_KEYS = 900;
const BACKFILL_EVERY_MS = 500;
const AFTER_HOURS_MS = 21 * HOUR_MS;
const AFTER_HOURS_RUNS = 6;
const AFTER_HOURS_EVERY_MS = 30 * MINUTE_MS;

/** The session, and an urgent report on each symbol after it. */
export const normalDay = (): readonly PlannedWrite[] => [
  ...session(),
  ...reportsAt(REPORT_MS, RUNS),
];

/** Every five minutes a run: its progress three times, and a result for each symbol. */
const session = (): readonly PlannedWrite[] =>
  Array.from({ length: RUNS }, (_, run) => runAt(OPENS_MS + run * RUN_EVERY_MS, run)).flat();

/** A normal session; in the evening somebody computes old days anew, and the symbols go on after hours. */
export const heavyDay = (): readonly PlannedWrite[] => [
  ...session(),
  ...backfill(),
  ...reportsAt(LATE_REPORT_MS, RUNS + AFTER_HOURS_RUNS),
  ...Array.from({ length: AFTER_HOURS_RUNS }, (_, index) =>
    resultsAt(AFTER_HOURS_MS + index * AFTER_HOURS_EVERY_MS, RUNS + index),
  ).flat(),
];

/** The same writes so many days later. */
export const daysLater = (plan: readonly PlannedWrite[], days: number): readonly PlannedWrite[] =>
  plan.map((write) => ({ ...write, atMs: write.atMs + days * 24 * HOUR_MS }));

function runAt(atMs: number, run: number): readonly PlannedWrite[] {
  const progress = PROGRESS_PERCENTS.map((percent, step) => ({
    atMs: atMs + step * PROGRESS_EVERY_MS,
    key: `${PREFIXES.runs}latest`,
    value: JSON.stringify({ run, percent }),
    priority: "normal" as const,
  }));
  return [...progress, ...resultsAt(atMs + PROGRESS_EVERY_MS, run)];
}

const resultsAt = (atMs: number, run: number): readonly PlannedWrite[] =>
  SYMBOLS.map((symbol, index) => ({
    atMs: atMs + index * 1_000,
    key: `${PREFIXES.results}${symbol}`,
    value: JSON.stringify(analysisOf(run, index)),
    priority: "normal",
  }));

const reportsAt = (atMs: number, run: number): readonly PlannedWrite[] =>
  SYMBOLS.map((symbol, index) => ({
    atMs: atMs + index * 1_000,
    key: `${PREFIXES.reports}${symbol}`,
    value: JSON.stringify(analysisOf(run, index)),
    priority: "immediate",
  }));

const backfill = (): readonly PlannedWrite[] =>
  Array.from({ length: BACKFILL_KEYS }, (_, index) => ({
    atMs: BACKFILL_MS + index * BACKFILL_EVERY_MS,
    key: `${PREFIXES.history}${index}`,
    value: JSON.stringify(analysisOf(0, index)),
    priority: "normal",
  }));

/** Differs from run to run: what does not change is not written again. */
export const analysisOf = (run: number, index: number) => ({
  run,
  signal: (["buy", "hold", "sell"] as const)[(run + index) % 3] ?? "hold",
  confidence: ((run * 7 + index * 13) % 100) / 100,
});
