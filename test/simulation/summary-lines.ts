import { ALL_FAULTS } from "./faults.ts";
import { faultsInjected, percentile, type Summary } from "./summary.ts";

const MS_PER_HOUR = 3_600_000;

/** The figures of a run, by name. */
export function summaryLines(
  summary: Summary,
  tookMs: number,
): readonly (readonly [string, string | number])[] {
  const { convergenceMs: times } = summary;
  return [
    ["seeds", summary.seeds],
    ["violations", summary.failures.length],
    ["steps", summary.steps],
    ["took (s)", round(tookMs / 1_000)],
    ["seeds per second", Math.round((summary.seeds / tookMs) * 1_000)],
    ["steps per second", Math.round((summary.steps / tookMs) * 1_000)],
    ["virtual hours", Math.round(summary.virtualMs / MS_PER_HOUR)],
    ["times faster than real time", Math.round(summary.virtualMs / tookMs)],
    ["writes accepted", summary.writes],
    ["KV writes", summary.kvWrites],
    [
      "kinds of faults that happened",
      ALL_FAULTS.filter((fault) => summary.marks.has(fault)).length,
    ],
    ["faults injected", faultsInjected(summary)],
    ["smallest gap between starts (ms)", summary.smallestGapMs],
    ["quiet after the last fault p50 (s)", round(percentile(times, 0.5) / 1_000)],
    ["quiet after the last fault p99 (s)", round(percentile(times, 0.99) / 1_000)],
    ["seeds run twice", summary.doubled],
    ["of them with another trace", summary.unrepeatable],
  ];
}

const round = (value: number): number => Math.round(value * 10) / 10;
