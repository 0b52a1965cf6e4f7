import type { Json } from "../../shared/stamp.ts";
import {
  type FieldError,
  PROBLEMS,
  type Problem,
  type ProblemSlug,
  problemHeaders,
} from "../problems.ts";
import { failureResponse, type RestError } from "./envelope.ts";

type Words = { readonly code: number; readonly message: string };

/**
 * Cloudflare's codes and words. It publishes no list; each row names where the code was seen. What
 * has none gets `OTHER`, as in Cloudflare's own local API.
 */
const WORDS: Partial<Readonly<Record<ProblemSlug, Words>>> = {
  // https://github.com/cloudflare/workers-sdk/issues/547
  "malformed-json": { code: 10012, message: "could not parse the request body" },
  // https://github.com/markusahlstrand/cloudflare-kv-storage-rest/issues/2
  "malformed-form": { code: 10047, message: "multipart put request" },
  // "Authentication error [code: 10000]", for unknown tokens and missing permissions alike.
  unauthenticated: { code: 10000, message: "Authentication error" },
  "scope-missing": { code: 10000, message: "Authentication error" },
  "key-forbidden": { code: 10000, message: "Authentication error" },
  // The failure example of https://developers.cloudflare.com/api/resources/kv/.
  "route-unknown": { code: 7003, message: "No route for the URI" },
  // https://github.com/cloudflare/wrangler-legacy/pull/454
  "namespace-unknown": { code: 10013, message: "namespace not found" },
  // https://github.com/cloudflare/workers-sdk/blob/main/packages/miniflare/src/workers/local-explorer/resources/kv.ts
  "key-unknown": { code: 10009, message: "get: 'key not found'" },
  // https://github.com/alchemy-run/distilled/blob/main/packages/cloudflare/src/services/kv.ts
  "method-not-allowed": { code: 10405, message: "Method not allowed" },
};

/** https://github.com/cloudflare/workers-sdk/blob/main/packages/miniflare/src/workers/local-explorer/resources/kv.ts */
const OTHER = 10001;
/** https://github.com/alchemy-run/distilled/blob/main/packages/cloudflare/src/services/kv.ts */
const INVALID_EXPIRATION_TTL = 10034;
const INVALID_BODY = 10012;

/** A refusal in Cloudflare's envelope. It knows no 422: what is parsed and refused is a 400 there. */
export function restProblemResponse(given: Problem, result: Json = null): Response {
  const { status } = PROBLEMS[given.slug];
  return failureResponse({
    status: status === 422 ? 400 : status,
    errors: errorsOf(given),
    result,
    headers: problemHeaders(given),
  });
}

function errorsOf({ slug, detail, errors }: Problem): readonly RestError[] {
  const words = WORDS[slug];
  if (words !== undefined) return [{ code: words.code, message: `${words.message}: ${detail}` }];
  return errors.length === 0 ? [{ code: OTHER, message: detail }] : errors.map(errorOf);
}

function errorOf(error: FieldError): RestError {
  const { detail } = error;
  if ("pointer" in error) {
    const { pointer } = error;
    const field = pointer.slice(pointer.lastIndexOf("/") + 1);
    const code = pointer === "" ? INVALID_BODY : codeOf(field);
    const message = pointer === "" ? `the body: ${detail}` : `${pointer}: ${detail}`;
    return { code, message, source: { pointer } };
  }
  const name = "header" in error ? error.header : error.parameter;
  return { code: codeOf(name), message: `${name}: ${detail}` };
}

const codeOf = (field: string): number =>
  field === "expiration_ttl" ? INVALID_EXPIRATION_TTL : OTHER;
