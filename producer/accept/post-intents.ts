import * as z from "zod";
import { MAX_INTENTS_BODY_BYTES } from "../../shared/limits.ts";
import { refusals } from "../answers.ts";
import { checkBody, readJsonBody } from "../http/json-body.ts";
import { jsonResponse } from "../http/json-response.ts";
import type { Problem } from "../problems.ts";
import { markWrites } from "../read/mark-writes.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { checkIntents } from "./check-intents.ts";
import { encloseAll } from "./enclose-all.ts";
import { IntentsBody, IntentsFrame } from "./intent-input.ts";
import { PartialReceipt, Receipt, receiptOf, unconfirmed } from "./receipt.ts";
import { sendIntents } from "./send-intents.ts";

const PATH = "/v1/intents";
const Query = z.strictObject({});

export const postIntentsRoute = defineRoute({
  name: "postIntents",
  method: "POST",
  path: PATH,
  access: "write",
  summary: "Accept up to 1,000 writes at once.",
  query: Query,
  body: { kind: "json", schema: IntentsBody },
  answers: {
    202: {
      description: "All are durably queued; receipts in the order of the request.",
      schema: z.object({ receipts: z.array(Receipt) }),
    },
    207: {
      description: "Some are durably queued: see the status of each.",
      schema: z.object({ receipts: z.array(PartialReceipt) }),
    },
    ...refusals(400, 404, 413, 422),
  },
  handle: postIntents,
});

async function postIntents({
  services,
  request,
  caller,
  background,
}: Exchange<typeof PATH, typeof Query>): Promise<Response | Problem> {
  const body = await readJsonBody(request, MAX_INTENTS_BODY_BYTES);
  if (!body.ok) return body.error;
  const frame = checkBody(IntentsFrame, body.value);
  if (!frame.ok) return frame.error;
  const nowMs = services.clock.now();
  const checker = { services, access: caller.access, nowMs };
  const checked = checkIntents(checker, frame.value.intents);
  if (!checked.ok) return checked.error;
  const intents = await encloseAll(services, checked.value, nowMs);
  if (!intents.ok) return intents.error;
  const lost = await sendIntents(services, intents.value, request.signal);
  if (lost.size === intents.value.length) return unconfirmed();
  const sent = intents.value.filter((intent) => !lost.has(intent.version));
  background(markWrites(services, sent));
  const receipts = intents.value.map((intent) =>
    lost.has(intent.version)
      ? { ...receiptOf(intent), status: "unconfirmed" as const }
      : receiptOf(intent),
  );
  return jsonResponse(lost.size === 0 ? 202 : 207, { receipts });
}
