import * as z from "zod/mini";
import { MAX_VALUE_BYTES } from "../../shared/limits.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import { acceptPut, type IncomingValue } from "../accept/accept-put.ts";
import { kvExpiration } from "../accept/kv-expiration.ts";
import { Receipt } from "../accept/receipt.ts";
import type { PutDraft } from "../accept/write-draft.ts";
import { declaredLength } from "../http/declared-length.ts";
import { formBoundary } from "../http/form-parts.ts";
import { wholeNumber } from "../http/query.ts";
import { type Problem, problem } from "../problems.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { successEnvelope, successResponse } from "./envelope.ts";
import { readPutForm } from "./read-put-form.ts";
import { NAMESPACE_PATH } from "./rest-path.ts";
import { restRefusals } from "./rest-refusals.ts";

const PATH = `${NAMESPACE_PATH}/values/:key` as const;
const MAX_QUERY_NUMBER = 999_999_999_999_999;

const Query = z.lazy(() =>
  z.strictObject({
    expiration_ttl: z.exactOptional(wholeNumber(0, MAX_QUERY_NUMBER)),
    expiration: z.exactOptional(wholeNumber(0, MAX_QUERY_NUMBER)),
  }),
);

export const putRestValueRoute = defineRoute({
  name: "putRestValue",
  method: "PUT",
  path: PATH,
  access: "write",
  summary: "Accept a value for a key, as Cloudflare's API takes it.",
  query: Query,
  headers: {
    "Content-Type": {
      description: "Only `multipart/form-data` means something; any other body is the value.",
    },
  },
  body: {
    kind: "bytes-or-form",
    description: `The value, at most ${MAX_VALUE_BYTES} bytes, raw or as a part of a form.`,
    form: z.lazy(() => z.object({ value: z.file(), metadata: z.exactOptional(z.string()) })),
  },
  answers: {
    200: {
      description: "The write is durably queued.",
      schema: successEnvelope(Receipt),
    },
    ...restRefusals(400, 404, 413),
  },
  handle: putRestValue,
});

type PutExchange = Exchange<typeof PATH, typeof Query>;

async function putRestValue(exchange: PutExchange): Promise<Response | Problem> {
  const draft = readDraft(exchange);
  if (!draft.ok) return draft.error;
  const { request } = exchange;
  const boundary = formBoundary(request.headers.get("Content-Type"));
  if (boundary === null) {
    const declared = declaredLength(request.headers);
    if (!declared.ok) return declared.error;
    const declaredBytes = declared.value;
    return accept(exchange, draft.value, { kind: "stream", stream: request.body, declaredBytes });
  }
  if (!boundary.ok) return boundary.error;
  const form = await readPutForm(request.body, boundary.value);
  if (!form.ok) return form.error;
  try {
    return await accept(exchange, draft.value, form.value.value);
  } finally {
    await form.value.close();
  }
}

async function accept(
  { services, background, request }: PutExchange,
  draft: PutDraft,
  value: IncomingValue,
): Promise<Response | Problem> {
  const acceptance = { services, background, signal: request.signal };
  const receipt = await acceptPut(acceptance, draft, value);
  return receipt.ok ? successResponse(receipt.value) : receipt.error;
}

/** Clients label values with whatever type they like, so none is kept. */
function readDraft({ services, path, query }: PutExchange): Result<PutDraft, Problem> {
  const { namespace, key } = path;
  const { expiration_ttl: expirationTtl, expiration } = query;
  const end = kvExpiration({ expirationTtl, expiration }, services.clock.now());
  if (!end.ok) {
    const { field, detail } = end.error;
    return err(problem("invalid-request", detail, { errors: [{ parameter: field, detail }] }));
  }
  return ok({
    op: "put",
    namespace,
    key,
    priority: "normal",
    onFailure: "dead-letter",
    expiration: end.value,
    metadata: undefined,
    contentType: undefined,
    tags: undefined,
  });
}
