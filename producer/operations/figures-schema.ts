import * as z from "zod/mini";
import { HOLD_REASONS } from "../../shared/ledger/key-state.ts";
import { CALL_OUTCOMES, READ_SOURCES } from "../../shared/metrics/counts.ts";

const Outcomes = z.record(z.enum(CALL_OUTCOMES), z.int());
const Ratio = z.nullable(z.number());
const Latency = z.nullable(z.int());

/** What was counted in some time, as `figuresOf` gives it. */
export const Figures = z.object({
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
  kvCalls: z.object({ put: Outcomes, delete: Outcomes }),
  reads: z.record(z.enum(READ_SOURCES), z.int()),
  hitRatios: z.object({ edge: Ratio, kv: Ratio, l1: Ratio }),
  coalescingRatio: z.nullable(z.number()),
  acceptToApplied: z.object({ count: z.int(), p50Ms: Latency, p99Ms: Latency }),
});
