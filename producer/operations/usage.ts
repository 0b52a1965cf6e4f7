import * as z from "zod/mini";
import { budgetsOf } from "../../shared/metrics/daily-budgets.ts";
import { type Forecast, nextDayMs, TRENDS } from "../../shared/metrics/forecast.ts";
import { lastHours } from "../../shared/metrics/period.ts";
import { QUOTA_NAMES, type QuotaUsage, quotasFor, usageOf } from "../../shared/metrics/usage.ts";
import { IsoTime } from "../http/iso-time.ts";
import { isoTime, jsonResponse } from "../http/json-response.ts";
import type { Problem } from "../problems.ts";
import { reach } from "../reach.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { sumOfShards } from "./read-ledger.ts";

const PATH = "/v1/usage";

export const Usage = z.lazy(() =>
  z.object({
    /** The UTC day that is counted. */
    day: z.iso.date(),
    resetsAt: IsoTime,
    quotas: z.array(
      z.object({
        quota: z.enum(QUOTA_NAMES),
        origin: z.enum(["free-plan", "budget"]),
        limit: z.int(),
        used: z.int(),
        left: z.int(),
        usedLastHour: z.int(),
        trend: z.enum(TRENDS),
        usedUpAt: z.nullable(IsoTime),
        forecast: z.string(),
      }),
    ),
  }),
);

export const usageRoute = defineRoute({
  name: "usage",
  method: "GET",
  path: PATH,
  access: "ops:read",
  summary: "What today has used of each daily quota, and how long the rest lasts.",
  answers: { 200: { description: "Each quota.", schema: Usage }, ...refusals(400, 422) },
  handle: usage,
});

async function usage({ services }: Exchange<typeof PATH>): Promise<Response | Problem> {
  const nowMs = services.clock.now();
  const [summaries, hours] = await Promise.all([
    reach(services, "the ledger", () => services.ledger.summaries()),
    reach(services, "the ledger", () => services.ledger.series([lastHours(nowMs)])),
  ]);
  if (!summaries.ok) return summaries.error;
  if (!hours.ok) return hours.error;
  const [hourBefore = {}, lastHour = {}] = hours.value[0] ?? [];
  const counts = { today: sumOfShards(summaries.value).today, lastHour, hourBefore };
  const quotas = quotasFor(budgetsOf(services.settings));
  return jsonResponse(200, {
    day: isoTime(nowMs).slice(0, 10),
    resetsAt: isoTime(nextDayMs(nowMs)),
    quotas: quotas.map((quota) => shown(usageOf(quota, counts, nowMs), nowMs)),
  });
}

const shown = (usage: QuotaUsage, nowMs: number) => ({
  quota: usage.name,
  origin: usage.origin,
  limit: usage.limit,
  used: usage.usedToday,
  left: usage.left,
  usedLastHour: usage.usedLastHour,
  trend: usage.trend,
  usedUpAt: usedUpAt(usage.forecast, nowMs),
  forecast: inWords(usage.forecast),
});

/** Used up already: now. */
function usedUpAt(forecast: Forecast, nowMs: number): string | null {
  switch (forecast.kind) {
    case "lasts":
      return null;
    case "used-up":
      return isoTime(nowMs);
    case "uses-up":
      return isoTime(forecast.atMs);
  }
}

function inWords(forecast: Forecast): string {
  switch (forecast.kind) {
    case "used-up":
      return "used up until 00:00 UTC";
    case "uses-up":
      return `at this rate used up at ${isoTime(forecast.atMs).slice(11, 16)} UTC`;
    case "lasts":
      return "at this rate enough until 00:00 UTC";
  }
}
