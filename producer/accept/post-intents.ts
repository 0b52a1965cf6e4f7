import * as z from "zod/mini";
import { MAX_INTENTS_BODY_BYTES } from "../../shared/limits.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import { readJsonBody } from "../http/json-body.ts";
import { jsonResponse } from "../http/json-response.ts";
import type { Problem } from "../problems.ts";
import { markWrites } from "../read/mark-writes.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { answerReceipts, SettledReceipt, WAIT_HEADER } from "./answer-accepted.ts";
import { checkIntents } from "./check-intents.ts";
import { encloseAll } from "./enclose-all.ts";
import { IDEMPOTENCY_HEADER } from "./idempotency-key.ts";
import { IntentsBody, IntentsFrame } from "./intent-input.ts";
import { isConfirmed, PartialReceipt, Receipt, receiptOf, unconfirmed } from "./receipt.ts";
import { acceptRepeatable } from "./repeatable.ts";
import { sendIntents } from "./send-intents.ts";

const PATH = "/v1/intents";

export const postIntentsRoute = defineRoute({
  name: "postIntents",
  method: "POST",
  path: PATH,
  access: "write",
  summary: "Accept up to 1,000 writes at once.",
  headers: { ...IDEMPOTENCY_HEADER, ...WAIT_HEADER },
  body: { kind: "json", schema: IntentsBody },
  answers: {
    200: {
      description: "All have ended, as the caller waited for.",
      schema: z.lazy(() => z.object({ receipts: z.array(SettledReceipt) })),
    },
    202: {
      description: "All are durably queued; receipts in the order of the request.",
      schema: z.lazy(() => z.object({ receipts: z.array(Receipt) })),
    },
    207: {
      description: "Some are durably queued: see the status of each.",
      schema: z.lazy(() => z.object({ receipts: z.array(PartialReceipt) })),
    },
    ...refusals(400, 404, 409, 413, 422),
  },
  handle: postIntents,
});

async function postIntents(exchange: Exchange<typeof PATH>): Promise<Response | Problem> {
  const receivedAtMs = exchange.services.clock.now();
  const accepted = await acceptRepeatable(exchange, (request) =>
    acceptIntents({ ...exchange, request }),
  );
  if (!accepted.ok) return accepted.error;
  const confirmed = accepted.value.filter(isConfirmed);
  if (confirmed.length < accepted.value.length) {
    return jsonResponse(207, { receipts: accepted.value });
  }
  return answerReceipts(exchange, receivedAtMs, confirmed);
}

async function acceptIntents({
  services,
  request,
  caller,
  background,
}: Exchange<typeof PATH>): Promise<Result<readonly PartialReceipt[], Problem>> {
  const frame = await readJsonBody(request, IntentsFrame, MAX_INTENTS_BODY_BYTES);
  if (!frame.ok) return frame;
  const nowMs = services.clock.now();
  const checker = { services, access: caller.access, nowMs };
  const checked = checkIntents(checker, frame.value.intents);
  if (!checked.ok) return checked;
  const refusal = await services.backlogCap.refusal();
  if (refusal !== null) return err(refusal);
  const intents = await encloseAll(services, checked.value, nowMs);
  if (!intents.ok) return intents;
  const lost = await sendIntents(services, intents.value, request.signal);
  if (lost.size === intents.value.length) return err(unconfirmed());
  background(
    markWrites(
      services,
      intents.value.filter((intent) => !lost.has(intent.version)),
    ),
  );
  return ok(
    intents.value.map((intent) =>
      lost.has(intent.version)
        ? { ...receiptOf(intent), status: "unconfirmed" as const }
        : receiptOf(intent),
    ),
  );
}
