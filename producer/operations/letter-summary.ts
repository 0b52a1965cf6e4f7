import * as z from "zod/mini";
import { FailureReason } from "../../shared/failure.ts";
import { IsoTime } from "../http/iso-time.ts";
import { isoTime, jsonResponse } from "../http/json-response.ts";
import type { Problem } from "../problems.ts";
import { reach } from "../reach.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { letterFilter, letterFilterFields } from "./letter-filter.ts";

const PATH = "/v1/dead-letters/summary";
const Query = z.lazy(() => z.strictObject(letterFilterFields()));

export const LetterSummary = z.lazy(() =>
  z.object({
    /** The most frequent first. */
    reasons: z.array(
      z.object({
        reason: FailureReason,
        count: z.int(),
        /** When the first of them died, and the last. */
        oldestAt: IsoTime,
        newestAt: IsoTime,
      }),
    ),
    total: z.int(),
  }),
);

export const summarizeDeadLettersRoute = defineRoute({
  name: "summarizeDeadLetters",
  method: "GET",
  path: PATH,
  access: "ops:read",
  summary: "How many dead letters there are of each reason.",
  query: Query,
  answers: {
    200: { description: "The reasons, the most frequent first.", schema: LetterSummary },
    ...refusals(400, 422),
  },
  handle: summarizeDeadLetters,
});

async function summarizeDeadLetters({
  services,
  caller,
  query,
}: Exchange<typeof PATH, typeof Query>): Promise<Response | Problem> {
  const summary = await reach(services, "the dead-letter store", () =>
    services.deadLetters.summary(letterFilter(query), caller.access),
  );
  if (!summary.ok) return summary.error;
  return jsonResponse(200, {
    reasons: summary.value.map(({ reason, letters, oldestAtMs, newestAtMs }) => ({
      reason,
      count: letters,
      oldestAt: isoTime(oldestAtMs),
      newestAt: isoTime(newestAtMs),
    })),
    total: summary.value.reduce((sum, { letters }) => sum + letters, 0),
  });
}
