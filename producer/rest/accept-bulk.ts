import * as z from "zod/mini";
import { err, ok, type Result } from "../../shared/result.ts";
import type { Acceptance } from "../accept/acceptance.ts";
import { type CheckedWrite, encloseAll } from "../accept/enclose-all.ts";
import { unconfirmed } from "../accept/receipt.ts";
import { sendIntents } from "../accept/send-intents.ts";
import type { Problem } from "../problems.ts";
import { markWrites } from "../read/mark-writes.ts";
import { successResponse } from "./envelope.ts";
import { restProblemResponse } from "./rest-problem.ts";

export const BulkResult = z.lazy(() =>
  z.object({
    successful_key_count: z.int(),
    /** They may still take effect; send them again. */
    unsuccessful_keys: z.array(z.string()),
  }),
);
type BulkResult = z.infer<typeof BulkResult>;

/** Most items of one bulk request, as at Cloudflare. */
export const MAX_BULK_ITEMS = 10_000;
/**
 * Largest body of one: 16 MiB. Cloudflare takes 100 MB, but a Worker has 128 MB for all it does, and
 * nothing is sent before everything is checked.
 */
export const MAX_BULK_BODY_BYTES = 16_777_216;
/**
 * Each mark is a call to the cache, of which an invocation has 1,000 together with everything else.
 * What stays unmarked is stale for `EDGE_TTL_SECONDS` at most.
 */
const MAX_MARKS = 500;

/** Accepts many writes and answers for their keys, in the order of the request. */
export async function answerBulk(
  acceptance: Acceptance,
  writes: Iterable<CheckedWrite>,
): Promise<Response | Problem> {
  const result = await acceptBulk(acceptance, writes);
  if (!result.ok) return result.error;
  if (result.value.unsuccessful_keys.length === 0) return successResponse(result.value);
  return restProblemResponse(unconfirmed(), result.value);
}

async function acceptBulk(
  { services, background, signal }: Acceptance,
  writes: Iterable<CheckedWrite>,
): Promise<Result<BulkResult, Problem>> {
  const refusal = await services.backlogCap.refusal();
  if (refusal !== null) return err(refusal);
  const intents = await encloseAll(services, writes, services.clock.now());
  if (!intents.ok) return intents;
  const lost = await sendIntents(services, intents.value, signal);
  const sent = intents.value.filter((intent) => !lost.has(intent.version));
  background(markWrites(services, sent.slice(0, MAX_MARKS)));
  const keys = new Set(intents.value.map((intent) => intent.key));
  const unsuccessful = new Set(
    intents.value.filter((intent) => lost.has(intent.version)).map((intent) => intent.key),
  );
  return ok({
    successful_key_count: keys.size - unsuccessful.size,
    unsuccessful_keys: [...unsuccessful],
  });
}
