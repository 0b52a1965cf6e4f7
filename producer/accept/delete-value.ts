import * as z from "zod/mini";
import type { Problem } from "../problems.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { acceptDelete } from "./accept-delete.ts";
import { answerReceipt, SettledReceipt, WAIT_HEADER } from "./answer-accepted.ts";
import { IDEMPOTENCY_HEADER } from "./idempotency-key.ts";
import { Receipt } from "./receipt.ts";
import { acceptOneRepeatable } from "./repeatable.ts";
import { deliveryQuery, travelOf } from "./write-draft.ts";
import { AFTER_HEADER, observeAfter } from "./write-headers.ts";

const PATH = "/v1/kv/:namespace/:key";
const Query = z.lazy(() => z.strictObject(deliveryQuery()));

export const deleteValueRoute = defineRoute({
  name: "deleteValue",
  method: "DELETE",
  path: PATH,
  access: "write",
  summary: "Accept the deletion of a key.",
  query: Query,
  headers: { ...AFTER_HEADER, ...IDEMPOTENCY_HEADER, ...WAIT_HEADER },
  answers: {
    200: {
      description: "The deletion has ended, as the caller waited for.",
      schema: SettledReceipt,
    },
    202: { description: "The deletion is durably queued.", schema: Receipt },
    ...refusals(400, 404, 409, 422),
  },
  handle: deleteValue,
});

async function deleteValue(
  exchange: Exchange<typeof PATH, typeof Query>,
): Promise<Response | Problem> {
  const { services, request, path, query, background } = exchange;
  const receivedAtMs = services.clock.now();
  const observed = observeAfter(services, request.headers);
  if (!observed.ok) return observed.error;
  const acceptance = { services, background, signal: request.signal };
  const draft = { op: "delete", ...path, ...travelOf(query) } as const;
  const receipt = await acceptOneRepeatable(exchange, () => acceptDelete(acceptance, draft));
  if (!receipt.ok) return receipt.error;
  return answerReceipt({ services, request }, receivedAtMs, receipt.value);
}
