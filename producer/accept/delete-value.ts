import * as z from "zod";
import { refusals } from "../answers.ts";
import { jsonResponse } from "../http/json-response.ts";
import type { Problem } from "../problems.ts";
import { markWrites } from "../read/mark-writes.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { Receipt, receiptOf, unconfirmed } from "./receipt.ts";
import { sendIntents } from "./send-intents.ts";
import { deleteIntent, deliveryFields } from "./write-draft.ts";
import { AFTER_HEADER, observeAfter } from "./write-headers.ts";

const PATH = "/v1/kv/:namespace/:key";
const Query = z.strictObject(deliveryFields);

export const deleteValueRoute = defineRoute({
  name: "deleteValue",
  method: "DELETE",
  path: PATH,
  access: "write",
  summary: "Accept the deletion of a key.",
  query: Query,
  headers: AFTER_HEADER,
  answers: {
    202: { description: "The deletion is durably queued.", schema: Receipt },
    ...refusals(400, 404, 422),
  },
  handle: deleteValue,
});

async function deleteValue({
  services,
  request,
  path,
  query,
  background,
}: Exchange<typeof PATH, typeof Query>): Promise<Response | Problem> {
  const observed = observeAfter(services, request.headers);
  if (!observed.ok) return observed.error;
  const stamp = { version: services.versions.next(), acceptedAtMs: services.clock.now() };
  const intent = deleteIntent(
    {
      op: "delete",
      ...path,
      priority: query.priority ?? "normal",
      onFailure: query.onFailure ?? "dead-letter",
    },
    stamp,
  );
  const lost = await sendIntents(services, [intent], request.signal);
  if (lost.size > 0) return unconfirmed();
  background(markWrites(services, [intent]));
  return jsonResponse(202, receiptOf(intent));
}
