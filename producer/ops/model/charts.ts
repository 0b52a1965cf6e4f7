import type { Metrics, Point, Window } from "../api/answers.ts";
import { clockTime, isoTime, parseTime } from "./time.ts";
import { formatCount, formatRate } from "./words.ts";

export type Line = {
  readonly name: string;
  /** Names the colour of the line in the style sheet, and its dash. */
  readonly ink: "accepted" | "applied" | "superseded" | "pending";
  readonly values: readonly number[];
};

export type Chart = {
  readonly title: string;
  readonly unit: string;
  /** Epoch seconds, one for each value. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** What the picture shows, in words. */
  readonly summary: string;
};

const NAMES: Readonly<Record<Window, string>> = {
  "1h": "Last hour",
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
};

/** Accepted, applied and superseded on one axis, so that a gap between them shows. */
export function flowChart(metrics: Metrics, askedAtMs: number): Chart {
  const points = metrics.series;
  const minutes = metrics.stepSeconds / 60;
  const rate = (of: (point: Point) => number) =>
    points.map((point) => of(point) / minutesOf(metrics, point, askedAtMs));
  const { accepted, applied, superseded } = metrics.totals;
  const peak = peakOf(points, (point) => point.accepted);
  const most =
    peak === null
      ? ""
      : ` Most accepted: ${formatRate(peak.value / minutes)} a minute at ${whenOf(metrics, peak)}.`;
  return {
    title: "Accepted, applied, superseded",
    unit: "per minute",
    times: points.map(secondsOf),
    lines: [
      { name: "Accepted", ink: "accepted", values: rate((point) => point.accepted) },
      { name: "Applied", ink: "applied", values: rate((point) => point.applied) },
      { name: "Superseded", ink: "superseded", values: rate((point) => point.superseded) },
    ],
    summary: `${NAMES[metrics.window]}: ${formatCount(accepted)} accepted, ${formatCount(applied)} applied, ${formatCount(superseded)} superseded.${most}`,
  };
}

/** What waited at the end of each step. */
export function backlogChart(metrics: Metrics): Chart {
  const points = metrics.series;
  const peak = peakOf(points, (point) => point.pending);
  const now = points.at(-1)?.pending ?? 0;
  const most =
    peak === null ? "" : ` At most ${formatCount(peak.value)}, at ${whenOf(metrics, peak)}.`;
  return {
    title: "Backlog",
    unit: "writes",
    times: points.map(secondsOf),
    lines: [{ name: "Pending", ink: "pending", values: points.map((point) => point.pending) }],
    summary: `${NAMES[metrics.window]}: ${formatCount(now)} pending now.${most}`,
  };
}

export type ChartRow = {
  readonly time: string;
  readonly values: readonly (readonly [line: string, value: string])[];
};

/** The same as rows, the newest first. */
export const chartRows = (chart: Chart): readonly ChartRow[] =>
  chart.times
    .map((seconds, index) => ({
      time: isoTime(seconds * 1_000)
        .slice(0, 16)
        .replace("T", " "),
      values: chart.lines.map((line) => [line.name, formatRate(line.values[index] ?? 0)] as const),
    }))
    .toReversed();

/** The last step is not over: it counts as long as it lasts, but no beginning is blown up. */
function minutesOf({ stepSeconds }: Metrics, point: Point, askedAtMs: number): number {
  const elapsedSeconds = (askedAtMs - parseTime(point.at)) / 1_000;
  return Math.min(stepSeconds, Math.max(stepSeconds / 4, elapsedSeconds)) / 60;
}

type Peak = { readonly value: number; readonly at: string };

function peakOf(points: readonly Point[], of: (point: Point) => number): Peak | null {
  const peak = points.reduce<Peak | null>((best, point) => {
    const value = of(point);
    return best === null || value > best.value ? { value, at: point.at } : best;
  }, null);
  return peak === null || peak.value === 0 ? null : peak;
}

const secondsOf = (point: Point): number => parseTime(point.at) / 1_000;

const whenOf = ({ window }: Metrics, { at }: Peak): string =>
  window === "1h" ? clockTime(parseTime(at)) : `${at.slice(0, 10)} ${clockTime(parseTime(at))}`;
