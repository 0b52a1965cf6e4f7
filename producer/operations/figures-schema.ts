import * as z from "zod/mini";
import { HOLD_REASONS } from "../../shared/ledger/key-state.ts";
import { CALL_OUTCOMES, READ_SOURCES } from "../../shared/metrics/counts.ts";

const outcomes = () => z.record(z.enum(CALL_OUTCOMES), z.int());
const ratio = () => z.nullable(z.number());
const latency = () => z.nullable(z.int());

export const figureFields = () => ({
  accepted: z.int(),
  applied: z.int(),
  unchanged: z.int(),
  superseded: z.int(),
  dead: z.int(),
  expired: z.int(),
  dropped: z.int(),
  discarded: z.int(),
  late: z.int(),
  repaired: z.int(),
  held: z.record(z.enum(HOLD_REASONS), z.int()),
  kvCalls: z.object({ put: outcomes(), delete: outcomes() }),
  reads: z.record(z.enum(READ_SOURCES), z.int()),
  hitRatios: z.object({ edge: ratio(), kv: ratio(), l1: ratio() }),
  coalescingRatio: ratio(),
  acceptToApplied: z.object({ count: z.int(), p50Ms: latency(), p99Ms: latency() }),
});

/** What was counted in some time, as `figuresOf` gives it. */
export const Figures = z.lazy(() => z.object(figureFields()));
