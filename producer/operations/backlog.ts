import * as z from "zod/mini";
import { HOLD_REASONS } from "../../shared/ledger/key-state.ts";
import type { ShardSummary } from "../../shared/ledger/protocol.ts";
import { addTally, heldTotal, openTally } from "../../shared/ledger/tally.ts";
import { IsoTime } from "../http/iso-time.ts";
import { isoTime, jsonResponse } from "../http/json-response.ts";
import type { QueueMeter, QueueMeterName } from "../ports.ts";
import type { Problem } from "../problems.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { readWaiting } from "./read-waiting.ts";

const PATH = "/v1/backlog";

/** The queue's own, approximate figures. */
const QueueFigures = z.lazy(() =>
  z.object({
    messages: z.int(),
    bytes: z.int(),
    oldestAt: z.exactOptional(IsoTime),
  }),
);

export const Backlog = z.lazy(() =>
  z.object({
    queues: z.object({ writes: QueueFigures, immediate: QueueFigures, deadLetters: QueueFigures }),
    /** Versions that the ledger has seen and that are not final yet. */
    pending: z.int(),
    held: z.object({ total: z.int(), byReason: z.record(z.enum(HOLD_REASONS), z.int()) }),
    dead: z.int(),
    /** Age of what waits longest, in a queue or in the ledger. */
    oldestAgeMs: z.nullable(z.int()),
  }),
);
type Backlog = z.infer<typeof Backlog>;

export const backlogRoute = defineRoute({
  name: "backlog",
  method: "GET",
  path: PATH,
  access: "ops:read",
  summary: "What waits, where, and for how long.",
  answers: { 200: { description: "The backlog.", schema: Backlog }, ...refusals(400, 422) },
  handle: backlog,
});

async function backlog({ services }: Exchange<typeof PATH>): Promise<Response | Problem> {
  const waiting = await readWaiting(services);
  if (!waiting.ok) return waiting.error;
  const { meters, summaries } = waiting.value;
  return jsonResponse(200, sumUp(meters, summaries, services.clock.now()));
}

export function sumUp(
  meters: Readonly<Record<QueueMeterName, QueueMeter>>,
  summaries: readonly ShardSummary[],
  nowMs: number,
): Backlog {
  const tally = openTally();
  for (const summary of summaries) addTally(tally, summary.tally);
  const { writes, immediate, deadLetters } = meters;
  const oldest = [
    ...[writes, immediate, deadLetters].map((meter) => meter.oldestAtMs),
    ...summaries.map((summary) => summary.oldestHeldAtMs),
  ].filter((atMs) => atMs !== null);
  return {
    queues: {
      writes: figures(writes),
      immediate: figures(immediate),
      deadLetters: figures(deadLetters),
    },
    pending: tally.pending,
    held: { total: heldTotal(tally), byReason: tally.held },
    dead: tally.dead,
    oldestAgeMs: oldest.length === 0 ? null : Math.max(0, nowMs - Math.min(...oldest)),
  };
}

const figures = (meter: QueueMeter) => ({
  messages: meter.messages,
  bytes: meter.bytes,
  ...(meter.oldestAtMs === null ? {} : { oldestAt: isoTime(meter.oldestAtMs) }),
});
