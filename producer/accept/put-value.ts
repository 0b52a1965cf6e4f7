import * as z from "zod/mini";
import { MAX_VALUE_BYTES, MIN_TTL_SECONDS } from "../../shared/limits.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import { declaredLength } from "../http/declared-length.ts";
import { wholeNumber } from "../http/query.ts";
import { type Problem, problem } from "../problems.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { acceptPut } from "./accept-put.ts";
import { answerReceipt, SettledReceipt, WAIT_HEADER } from "./answer-accepted.ts";
import { absoluteExpiration } from "./expiration.ts";
import { IDEMPOTENCY_HEADER } from "./idempotency-key.ts";
import { Receipt } from "./receipt.ts";
import { acceptOneRepeatable } from "./repeatable.ts";
import { deliveryQuery, metadataProblem, type PutDraft, travelOf } from "./write-draft.ts";
import { headerProblem, observeAfter, PUT_HEADERS, readValueHeaders } from "./write-headers.ts";

const PATH = "/v1/kv/:namespace/:key";
const MAX_QUERY_NUMBER = 999_999_999_999_999;

const Query = z.lazy(() =>
  z.strictObject({
    expirationTtl: z.exactOptional(wholeNumber(MIN_TTL_SECONDS, MAX_QUERY_NUMBER)),
    expiration: z.exactOptional(wholeNumber(1, MAX_QUERY_NUMBER)),
    ...deliveryQuery(),
  }),
);

export const putValueRoute = defineRoute({
  name: "putValue",
  method: "PUT",
  path: PATH,
  access: "write",
  summary: "Accept a value for a key.",
  query: Query,
  headers: { ...PUT_HEADERS, ...IDEMPOTENCY_HEADER, ...WAIT_HEADER },
  body: { kind: "bytes", description: `The raw value, at most ${MAX_VALUE_BYTES} bytes.` },
  answers: {
    200: { description: "The write has ended, as the caller waited for.", schema: SettledReceipt },
    202: { description: "The write is durably queued.", schema: Receipt },
    ...refusals(400, 404, 409, 413, 422),
  },
  handle: putValue,
});

type PutExchange = Exchange<typeof PATH, typeof Query>;

async function putValue(exchange: PutExchange): Promise<Response | Problem> {
  const { services, request, background } = exchange;
  const receivedAtMs = services.clock.now();
  const draft = readDraft(exchange);
  if (!draft.ok) return draft.error;
  const observed = observeAfter(services, request.headers);
  if (!observed.ok) return observed.error;
  const declared = declaredLength(request.headers);
  if (!declared.ok) return declared.error;
  const acceptance = { services, background, signal: request.signal };
  const receipt = await acceptOneRepeatable(exchange, async ({ body }) => {
    // Only of what is accepted now: a repetition gets its receipt after the end of its value, too.
    const expiration = readExpiration(exchange, receivedAtMs);
    if (!expiration.ok) return expiration;
    return acceptPut(
      acceptance,
      { ...draft.value, expiration: expiration.value },
      { kind: "stream", stream: body, declaredBytes: declared.value },
    );
  });
  if (!receipt.ok) return receipt.error;
  return answerReceipt({ services, request }, receivedAtMs, receipt.value);
}

function readExpiration(
  { query }: PutExchange,
  nowMs: number,
): Result<number | undefined, Problem> {
  const expiration = absoluteExpiration(query, nowMs);
  if (expiration.ok) return expiration;
  const { field, detail } = expiration.error;
  const errors = [{ parameter: field, detail }];
  return err(problem("invalid-request", `${field}: ${detail}`, { errors }));
}

function readDraft({
  request,
  path,
  query,
}: PutExchange): Result<Omit<PutDraft, "expiration">, Problem> {
  const headers = readValueHeaders(request.headers);
  if (!headers.ok) return headers;
  const tooLarge = metadataProblem(headers.value);
  if (tooLarge !== null) {
    const isTags = headers.value.metadata === undefined && headers.value.tags !== undefined;
    const header = isTags ? "Sluice-Tags" : "Sluice-Metadata";
    return err(headerProblem("invalid-request", header, tooLarge));
  }
  return ok({
    op: "put",
    ...path,
    ...headers.value,
    ...travelOf(query),
  });
}
