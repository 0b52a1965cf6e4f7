import type { Metrics, Point } from "../api/answers.ts";
import { budgetView } from "./budget.ts";
import { deadLetters, type Known, waiting } from "./health.ts";
import { counted, formatCount, formatLatencies, formatRate, formatSpan } from "./words.ts";

export type Tile = {
  readonly id: "backlog" | "applied" | "ratio" | "latency" | "dead" | "budget";
  readonly title: string;
  readonly value: string;
  readonly detail: string;
  readonly tone: "plain" | "attention";
  /** A value per minute of the last hour, null where there is none. */
  readonly spark: readonly (number | null)[];
  /** Share of 1, for the budget. */
  readonly share: number | null;
  /** Where on the page more is said. */
  readonly href: string;
};

/** Shown where nothing is known yet. */
const NO_FIGURE = "–";

/** The six tiles. `deadInDay` is what died in 24 hours, null while that is unknown. */
export function tilesOf(known: Known, deadInDay: number | null, nowMs: number): readonly Tile[] {
  const { metrics } = known;
  return [
    backlogTile(metrics),
    appliedTile(metrics),
    ratioTile(metrics),
    latencyTile(metrics),
    deadTile(known, deadInDay),
    budgetTile(known, nowMs),
  ];
}

/** The last minute is not over: it is left out where it would look like a fall. */
const fullMinutes = (metrics: Metrics | null): readonly Point[] =>
  metrics === null ? [] : metrics.series.slice(0, -1);

const perMinute = (metrics: Metrics | null, of: (point: Point) => number | null) =>
  fullMinutes(metrics).map(of);

function backlogTile(metrics: Metrics | null): Tile {
  const base = { id: "backlog", title: "Waiting", href: "#history", share: null } as const;
  if (metrics === null) return { ...base, ...NOTHING };
  const { backlog } = metrics;
  const { held, oldestAgeMs } = backlog;
  const age = oldestAgeMs === null ? "nothing waits" : `oldest ${formatSpan(oldestAgeMs)}`;
  const why = Object.entries(held.byReason)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${reason} ${formatCount(count)}`);
  return {
    ...base,
    value: formatCount(waiting(backlog)),
    detail: why.length === 0 ? age : `${age}; held: ${why.join(", ")}`,
    tone: "plain",
    spark: metrics.series.map((point) => point.pending),
  };
}

function appliedTile(metrics: Metrics | null): Tile {
  const base = {
    id: "applied",
    title: "Applied per second",
    href: "#history",
    share: null,
  } as const;
  const last = fullMinutes(metrics).at(-1);
  if (metrics === null || last === undefined) return { ...base, ...NOTHING };
  return {
    ...base,
    value: formatRate(last.applied / 60),
    detail: `last minute; ${formatRate(last.accepted / 60)} accepted; hour: ${formatCount(metrics.totals.applied)} applied`,
    tone: "plain",
    spark: perMinute(metrics, (point) => point.applied),
  };
}

function ratioTile(metrics: Metrics | null): Tile {
  const base = { id: "ratio", title: "Coalescing ratio", href: "#history", share: null } as const;
  if (metrics === null) return { ...base, ...NOTHING };
  const { coalescingRatio, superseded, unchanged } = metrics.totals;
  return {
    ...base,
    value: coalescingRatio === null ? NO_FIGURE : `${formatRate(coalescingRatio)} : 1`,
    detail:
      coalescingRatio === null
        ? "no KV call in the last hour"
        : `writes per KV call; hour: ${formatCount(superseded)} superseded, ${formatCount(unchanged)} unchanged`,
    tone: "plain",
    spark: perMinute(metrics, (point) => point.coalescingRatio),
  };
}

function latencyTile(metrics: Metrics | null): Tile {
  const base = {
    id: "latency",
    title: "Accept to applied",
    href: "#history",
    share: null,
  } as const;
  if (metrics === null) return { ...base, ...NOTHING };
  const { p50Ms, p99Ms } = metrics.totals.acceptToApplied;
  if (p50Ms === null || p99Ms === null) {
    return { ...base, ...NOTHING, detail: "nothing applied in the last hour" };
  }
  return {
    ...base,
    value: formatLatencies(p50Ms, p99Ms),
    detail: "p50 / p99 of the last hour; the line is p50",
    tone: "plain",
    spark: perMinute(metrics, (point) => point.acceptToApplied.p50Ms),
  };
}

function deadTile(known: Known, deadInDay: number | null): Tile {
  const base = { id: "dead", title: "Dead letters", href: "#letters", share: null } as const;
  if (known.metrics === null && known.summary === null) return { ...base, ...NOTHING };
  const dead = deadLetters(known);
  return {
    ...base,
    value: formatCount(dead),
    detail: deadInDay === null ? "kept until replayed" : `${counted(deadInDay, "death")} in 24 h`,
    tone: dead > 0 ? "attention" : "plain",
    spark: (known.metrics?.series ?? []).map((point) => point.dead),
  };
}

function budgetTile({ usage, metrics }: Known, nowMs: number): Tile {
  const base = { id: "budget", title: "Writes today", href: "#attention" } as const;
  const budget = usage === null ? null : budgetView(usage, nowMs);
  if (budget === null) return { ...base, ...NOTHING, share: null };
  return {
    ...base,
    value: budget.value,
    detail: budget.detail,
    tone: budget.isShort ? "attention" : "plain",
    spark: perMinute(metrics, (point) => point.applied - point.unchanged),
    share: Math.min(1, budget.used / budget.limit),
  };
}

const NOTHING = { value: NO_FIGURE, detail: "", tone: "plain", spark: [] } as const;
