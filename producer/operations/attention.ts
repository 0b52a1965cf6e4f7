import * as z from "zod/mini";
import { type Attention, type HeldKey, mergeAttention } from "../../shared/ledger/attention.ts";
import { HOLD_REASONS } from "../../shared/ledger/key-state.ts";
import { IsoTime } from "../http/iso-time.ts";
import { isoTime, jsonResponse } from "../http/json-response.ts";
import type { Problem } from "../problems.ts";
import { reach } from "../reach.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";

const PATH = "/v1/attention";

const name = () => ({ namespace: z.string(), key: z.string() });

export const AttentionAnswer = z.lazy(() =>
  z.object({
    /** The producer's clock. */
    at: IsoTime,
    /** False when more keys wait than were looked at. */
    complete: z.boolean(),
    unknownOutcomes: z.object({
      count: z.int(),
      /** The newest value is written again then, if nothing comes before. */
      keys: z.array(z.object({ ...name(), until: IsoTime })),
    }),
    /** Those with the most superseded versions in the last hour. */
    hotKeys: z.array(z.object({ ...name(), superseded: z.int() })),
    longestHeld: z.array(
      z.object({
        ...name(),
        heldFor: z.enum(HOLD_REASONS),
        since: IsoTime,
        /** Absent when an operator has to end it. */
        notBefore: z.exactOptional(IsoTime),
      }),
    ),
    /** How far the newest version lies ahead of the ledger's clock. */
    clockAheadMs: z.int(),
  }),
);
export type AttentionAnswer = z.infer<typeof AttentionAnswer>;

export const attentionRoute = defineRoute({
  name: "attention",
  method: "GET",
  path: PATH,
  access: "ops:read",
  summary: "Keys that wait in an unusual way: unknown outcomes, hot keys, long holds.",
  answers: {
    200: { description: "The foremost keys of each kind.", schema: AttentionAnswer },
    ...refusals(400, 422),
  },
  handle: attention,
});

async function attention({ services, caller }: Exchange<typeof PATH>): Promise<Response | Problem> {
  const shards = await reach(services, "the ledger", () =>
    services.ledger.attention({ access: caller.access }),
  );
  if (!shards.ok) return shards.error;
  return jsonResponse(200, answerOf(mergeAttention(shards.value), services.clock.now()));
}

const answerOf = (merged: Attention, nowMs: number): AttentionAnswer => ({
  at: isoTime(nowMs),
  complete: merged.isComplete,
  unknownOutcomes: {
    count: merged.unknownOutcomes.count,
    keys: merged.unknownOutcomes.keys.map(({ untilMs, ...key }) => ({
      ...key,
      until: isoTime(untilMs),
    })),
  },
  hotKeys: [...merged.hotKeys],
  longestHeld: merged.longestHeld.map(heldAnswer),
  clockAheadMs: merged.clockAheadMs,
});

const heldAnswer = ({ sinceMs, notBeforeMs, ...held }: HeldKey) => ({
  ...held,
  since: isoTime(sinceMs),
  ...(notBeforeMs === null ? {} : { notBefore: isoTime(notBeforeMs) }),
});
