import type { Figures, Quota, Usage } from "./api-schemas.ts";
import { printable } from "./escape-control.ts";
import { backlogHealth, backlogLines, backlogRows } from "./present-backlog.ts";
import type { PipelineStatus } from "./read-status.ts";
import type { Presentation, View } from "./session.ts";
import { tableLines } from "./table.ts";
import { wrapWords } from "./text-width.ts";
import { formatCount } from "./words.ts";

/** What waits, what the last hour did, and what today has used. */
export function statusPresentation({ backlog, lastHour, usage }: PipelineStatus): Presentation {
  const health = backlogHealth(backlog);
  return {
    document: {
      ...health,
      ...backlog,
      ...(lastHour === null ? {} : { lastHour }),
      ...(usage === null ? {} : { usage }),
    },
    terminal: (view) => [
      ...backlogLines(backlog, health, view),
      ...(lastHour === null ? [] : ["", ...hourLines(lastHour, view)]),
      ...(usage === null ? [] : ["", ...usageLines(usage, view)]),
    ],
    plain: () => [
      ...backlogRows(backlog, health),
      ...(lastHour === null ? [] : hourRows(lastHour)),
      ...(usage?.quotas ?? []).map(({ quota, used, limit, trend, usedUpAt }) => [
        `quota.${quota}`,
        String(used),
        String(limit),
        trend,
        usedUpAt ?? "",
      ]),
    ],
  };
}

function hourLines(hour: Figures, view: View): readonly string[] {
  if (hour.accepted === 0 && hour.applied === 0) return ["Last hour: nothing accepted."];
  const { p50Ms, p99Ms } = hour.acceptToApplied;
  const ratio = hour.coalescingRatio;
  const parts = [
    `${formatCount(hour.accepted)} accepted`,
    `${formatCount(hour.applied)} applied (${formatCount(hour.unchanged)} unchanged)`,
    `${formatCount(hour.superseded)} superseded`,
    ...(ratio === null ? [] : [`${ratio} ${ratio === 1 ? "intent" : "intents"} per KV write`]),
    ...(p50Ms === null || p99Ms === null
      ? []
      : [`applied after ${seconds(p50Ms)} (p50), ${seconds(p99Ms)} (p99)`]),
  ];
  return wrapWords(`Last hour: ${parts.join(", ")}.`, view.columns);
}

const seconds = (durationMs: number): string => `${(durationMs / 1_000).toFixed(1)} s`;

const QUOTA_WORDS: Readonly<Record<string, string>> = {
  kv_puts: "KV puts",
  kv_deletes: "KV deletes",
  kv_reads: "KV reads",
  queue_operations: "queue ops",
  put_budget: "put budget",
  delete_budget: "delete budget",
};

/** The first four are the free plan's; an account that pays has no such limit. */
const usageLines = (usage: Usage, view: View): readonly string[] =>
  tableLines(
    [
      { header: "TODAY (UTC)" },
      { header: "USED", align: "right" },
      { header: "LIMIT", align: "right" },
      { header: "TREND" },
      { header: "FORECAST", canShrink: true },
    ],
    usage.quotas.map((quota) => [
      QUOTA_WORDS[quota.quota] ?? printable(quota.quota),
      formatCount(quota.used),
      quota.origin === "free-plan" ? `${formatCount(quota.limit)}*` : formatCount(quota.limit),
      printable(quota.trend),
      forecastOf(quota),
    ]),
    view,
  ).concat(usage.quotas.some(isFreePlan) ? ["* of the free plan"] : []);

const isFreePlan = (quota: Quota): boolean => quota.origin === "free-plan";

const forecastOf = ({ forecast }: Quota): string =>
  printable(forecast).replace(/^at this rate /, "");

const hourRows = (hour: Figures): readonly (readonly string[])[] => [
  ...(["accepted", "applied", "unchanged", "superseded", "dead"] as const).map((name) => [
    `lastHour.${name}`,
    String(hour[name]),
  ]),
  ["lastHour.coalescingRatio", hour.coalescingRatio === null ? "" : String(hour.coalescingRatio)],
  ["lastHour.p50Ms", hour.acceptToApplied.p50Ms === null ? "" : String(hour.acceptToApplied.p50Ms)],
  ["lastHour.p99Ms", hour.acceptToApplied.p99Ms === null ? "" : String(hour.acceptToApplied.p99Ms)],
];
