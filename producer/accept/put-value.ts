import * as z from "zod";
import { MAX_VALUE_BYTES, MIN_TTL_SECONDS } from "../../shared/limits.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { refusals } from "../answers.ts";
import { jsonResponse } from "../http/json-response.ts";
import { wholeNumber } from "../http/query.ts";
import type { Services } from "../ports.ts";
import { type Problem, problem } from "../problems.ts";
import { markWrites } from "../read/mark-writes.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { encloseValue } from "./enclose-value.ts";
import { absoluteExpiration } from "./expiration.ts";
import { Receipt, receiptOf, unconfirmed } from "./receipt.ts";
import { receiveValue } from "./receive-value.ts";
import { sendIntents } from "./send-intents.ts";
import {
  type AcceptStamp,
  deliveryFields,
  metadataProblem,
  type PutDraft,
  putIntent,
} from "./write-draft.ts";
import { headerProblem, observeAfter, PUT_HEADERS, readValueHeaders } from "./write-headers.ts";

const PATH = "/v1/kv/:namespace/:key";
const MAX_QUERY_NUMBER = 999_999_999_999_999;

const Query = z.strictObject({
  expirationTtl: z.exactOptional(wholeNumber(MIN_TTL_SECONDS, MAX_QUERY_NUMBER)),
  expiration: z.exactOptional(wholeNumber(1, MAX_QUERY_NUMBER)),
  ...deliveryFields,
});

export const putValueRoute = defineRoute({
  name: "putValue",
  method: "PUT",
  path: PATH,
  access: "write",
  summary: "Accept a value for a key.",
  query: Query,
  headers: PUT_HEADERS,
  body: { kind: "bytes", description: `The raw value, at most ${MAX_VALUE_BYTES} bytes.` },
  answers: {
    202: { description: "The write is durably queued.", schema: Receipt },
    ...refusals(400, 404, 413, 422),
  },
  handle: putValue,
});

async function putValue(
  exchange: Exchange<typeof PATH, typeof Query>,
): Promise<Response | Problem> {
  const { services, request, background } = exchange;
  const nowMs = services.clock.now();
  const draft = readDraft(exchange, nowMs);
  if (!draft.ok) return draft.error;
  const observed = observeAfter(services, request.headers);
  if (!observed.ok) return observed.error;
  // Stamped before the body, since a large value is stored under its version while it arrives.
  const stamp = { version: services.versions.next(), acceptedAtMs: nowMs };
  const intent = await receiveIntent(services, request, draft.value, stamp);
  if (!intent.ok) return intent.error;
  // A payload stays when the send fails: the message may be in the queue all the same. What no
  // message refers to is swept after a day.
  const lost = await sendIntents(services, [intent.value], request.signal);
  if (lost.size > 0) return unconfirmed();
  background(markWrites(services, [intent.value]));
  return jsonResponse(202, receiptOf(intent.value));
}

function readDraft(
  { request, path, query }: Exchange<typeof PATH, typeof Query>,
  nowMs: number,
): Result<PutDraft, Problem> {
  const expiration = absoluteExpiration(query, nowMs);
  if (!expiration.ok) {
    const { field, detail } = expiration.error;
    const errors = [{ parameter: field, detail }];
    return err(problem("invalid-request", `${field}: ${detail}`, { errors }));
  }
  const headers = readValueHeaders(request.headers);
  if (!headers.ok) return headers;
  const tooLarge = metadataProblem(headers.value);
  if (tooLarge !== null) {
    return err(headerProblem("invalid-request", "Sluice-Metadata", tooLarge));
  }
  return ok({
    op: "put",
    ...path,
    ...headers.value,
    priority: query.priority ?? "normal",
    onFailure: query.onFailure ?? "dead-letter",
    expiration: expiration.value,
  });
}

async function receiveIntent(
  services: Services,
  request: Request,
  draft: PutDraft,
  stamp: AcceptStamp,
): Promise<Result<WriteIntent, Problem>> {
  const { namespace, key } = draft;
  const name = { namespace, key, version: stamp.version };
  const received = await receiveValue(services, request, name);
  if (!received.ok) return received;
  if (received.value.kind === "payload") return ok(putIntent(draft, stamp, received.value));
  return encloseValue(services, draft, stamp, received.value.bytes);
}
