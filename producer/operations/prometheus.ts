import { budgetsOf } from "../../shared/metrics/daily-budgets.ts";
import { EXPOSITION_TYPE, expositionOf } from "../../shared/metrics/exposition.ts";
import { familiesOf } from "../../shared/metrics/families.ts";
import { quotasFor } from "../../shared/metrics/usage.ts";
import type { Problem } from "../problems.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { sumUp } from "./backlog.ts";
import { sumOfShards } from "./read-ledger.ts";
import { readWaiting } from "./read-waiting.ts";

const PATH = "/metrics";

export const prometheusRoute = defineRoute({
  name: "prometheusMetrics",
  method: "GET",
  path: PATH,
  access: "ops:read",
  summary: "The metrics in Prometheus' text format.",
  answers: { 200: { description: "Text, version 0.0.4." }, ...refusals(400, 422) },
  handle: prometheus,
});

async function prometheus({ services }: Exchange<typeof PATH>): Promise<Response | Problem> {
  const waiting = await readWaiting(services);
  if (!waiting.ok) return waiting.error;
  const { meters, summaries } = waiting.value;
  const { writes, immediate, deadLetters } = meters;
  const text = expositionOf(
    familiesOf({
      ...sumOfShards(summaries),
      oldestAgeMs: sumUp(meters, summaries, services.clock.now()).oldestAgeMs,
      queues: [
        { name: "writes", ...writes },
        { name: "immediate", ...immediate },
        { name: "dead_letters", ...deadLetters },
      ],
      quotas: quotasFor(budgetsOf(services.settings)),
    }),
  );
  return new Response(text, {
    headers: {
      "Content-Type": EXPOSITION_TYPE,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
}
