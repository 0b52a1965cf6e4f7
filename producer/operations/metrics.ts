import * as z from "zod/mini";
import { type Counts, sumCounts } from "../../shared/metrics/counts.ts";
import { budgetsOf } from "../../shared/metrics/daily-budgets.ts";
import { figuresOf } from "../../shared/metrics/figures.ts";
import { pendingSeries } from "../../shared/metrics/pending.ts";
import { MS_PER_MINUTE } from "../../shared/metrics/period.ts";
import type { MinuteRange } from "../../shared/metrics/series.ts";
import { quotasFor } from "../../shared/metrics/usage.ts";
import { IsoTime } from "../http/iso-time.ts";
import { isoTime, jsonResponse } from "../http/json-response.ts";
import type { Problem } from "../problems.ts";
import { reach } from "../reach.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { Backlog, sumUp } from "./backlog.ts";
import { Figures, figureFields } from "./figures-schema.ts";
import { rangeOf, WINDOW_NAMES, type Window } from "./metrics-window.ts";
import { type LedgerSum, sumOfShards } from "./read-ledger.ts";
import { readWaiting } from "./read-waiting.ts";

const PATH = "/v1/metrics";
const Query = z.lazy(() =>
  z.strictObject({
    window: z.exactOptional(z.enum(WINDOW_NAMES, `expected ${WINDOW_NAMES.join(", ")}`)),
  }),
);

const Budget = z.lazy(() => z.object({ limit: z.int(), used: z.int() }));

export const Metrics = z.lazy(() =>
  z.object({
    window: z.enum(WINDOW_NAMES),
    from: IsoTime,
    until: IsoTime,
    stepSeconds: z.int(),
    totals: Figures,
    sinceStart: Figures,
    backlog: Backlog,
    budgets: z.exactOptional(
      z.object({ put: z.exactOptional(Budget), delete: z.exactOptional(Budget) }),
    ),
    /** `pending`: versions that were not final when the step ended. */
    series: z.array(z.object({ ...figureFields(), at: IsoTime, pending: z.int() })),
  }),
);

export const metricsRoute = defineRoute({
  name: "metrics",
  method: "GET",
  path: PATH,
  access: "ops:read",
  summary: "What happened in the last hour, day or week.",
  query: Query,
  answers: {
    200: { description: "Totals and a series of the window.", schema: Metrics },
    ...refusals(400, 422),
  },
  handle: metrics,
});

async function metrics({
  services,
  query,
}: Exchange<typeof PATH, typeof Query>): Promise<Response | Problem> {
  const nowMs = services.clock.now();
  const window = query.window ?? "1h";
  const range = rangeOf(window, nowMs);
  const [waiting, series] = await Promise.all([
    readWaiting(services),
    reach(services, "the ledger", () => services.ledger.series([range])),
  ]);
  if (!waiting.ok) return waiting.error;
  if (!series.ok) return series.error;
  const { meters, summaries } = waiting.value;
  const ledger = sumOfShards(summaries);
  const backlog = sumUp(meters, summaries, nowMs);
  const budgets = budgetsUsed(budgetsOf(services.settings), ledger);
  return jsonResponse(200, {
    ...history(window, range, series.value[0] ?? [], backlog.pending),
    sinceStart: figuresOf(ledger.totals),
    backlog,
    ...(Object.keys(budgets).length === 0 ? {} : { budgets }),
  });
}

function history(window: Window, range: MinuteRange, series: readonly Counts[], pending: number) {
  const pendingAfter = pendingSeries(series, pending);
  return {
    window,
    from: isoTime(range.from * MS_PER_MINUTE),
    until: isoTime(range.until * MS_PER_MINUTE),
    stepSeconds: (range.step * MS_PER_MINUTE) / 1_000,
    totals: figuresOf(sumCounts(series)),
    series: series.map((counts, index) => ({
      at: isoTime((range.from + index * range.step) * MS_PER_MINUTE),
      ...figuresOf(counts),
      pending: pendingAfter[index] ?? 0,
    })),
  };
}

const budgetsUsed = (budgets: Parameters<typeof quotasFor>[0], { today }: LedgerSum) =>
  Object.fromEntries(
    quotasFor(budgets)
      .filter(({ origin }) => origin === "budget")
      .map(({ name, limit, used }) => [
        name === "put_budget" ? "put" : "delete",
        { limit, used: used(today) },
      ]),
  );
