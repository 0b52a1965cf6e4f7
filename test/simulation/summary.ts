import { ALL_FAULTS, type Fault, MARKS, type Mark } from "./faults.ts";
import type { SeedReport } from "./pool.ts";

/** What a run of many seeds has shown. */
export type Summary = {
  seeds: number;
  steps: number;
  virtualMs: number;
  writes: number;
  kvWrites: number;
  smallestGapMs: number;
  doubled: number;
  unrepeatable: number;
  readonly convergenceMs: number[];
  readonly marks: Map<Fault | Mark, number>;
  readonly failures: SeedReport[];
};

export const emptySummary = (): Summary => ({
  seeds: 0,
  steps: 0,
  virtualMs: 0,
  writes: 0,
  kvWrites: 0,
  smallestGapMs: Number.POSITIVE_INFINITY,
  doubled: 0,
  unrepeatable: 0,
  convergenceMs: [],
  marks: new Map(),
  failures: [],
});

export function addSeed(summary: Summary, report: SeedReport): void {
  summary.seeds += 1;
  summary.steps += report.steps;
  summary.virtualMs += report.virtualMs;
  summary.writes += report.writes;
  summary.kvWrites += report.kvWrites;
  summary.smallestGapMs = Math.min(summary.smallestGapMs, report.smallestGapMs);
  summary.doubled += report.isDoubled ? 1 : 0;
  summary.unrepeatable += report.isRepeatable ? 0 : 1;
  summary.convergenceMs.push(report.convergenceMs);
  for (const [mark, count] of report.marks) {
    summary.marks.set(mark, (summary.marks.get(mark) ?? 0) + count);
  }
  if (report.violation !== null) summary.failures.push(report);
}

/** Seeds after which every fault and rare situation must have occurred, or the run was too tame. */
const TAME_AFTER_SEEDS = 2_000;

export const missingMarks = (summary: Summary): readonly string[] =>
  summary.seeds < TAME_AFTER_SEEDS
    ? []
    : [...ALL_FAULTS, ...MARKS].filter((mark) => !summary.marks.has(mark));

export const faultsInjected = (summary: Summary): number =>
  ALL_FAULTS.reduce((sum, fault) => sum + (summary.marks.get(fault) ?? 0), 0);

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
