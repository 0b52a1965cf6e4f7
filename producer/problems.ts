import * as z from "zod/mini";

/** Every way in which a request can fail: one stable type, status and title each. */
export const PROBLEMS = {
  "malformed-path": { status: 400, title: "The path cannot be decoded" },
  "malformed-query": { status: 400, title: "The query cannot be decoded" },
  "malformed-header": { status: 400, title: "A header cannot be parsed" },
  "malformed-json": { status: 400, title: "The body is not JSON" },
  "malformed-form": { status: 400, title: "The form cannot be read" },
  "malformed-version": { status: 400, title: "A version cannot be parsed" },
  "malformed-cursor": { status: 400, title: "The cursor cannot be read" },
  "body-incomplete": { status: 400, title: "The body is not what the request announced" },
  unauthenticated: { status: 401, title: "A valid token is needed" },
  "scope-missing": { status: 403, title: "The token lacks the scope" },
  "key-forbidden": { status: 403, title: "The token does not cover this key" },
  "route-unknown": { status: 404, title: "No such route" },
  "namespace-unknown": { status: 404, title: "No such namespace" },
  "key-unknown": { status: 404, title: "No value under this key" },
  "dead-letter-unknown": { status: 404, title: "No such dead letter" },
  "replay-unknown": { status: 404, title: "No such replay" },
  "view-unknown": { status: 404, title: "No such view" },
  "purge-unknown": { status: 404, title: "No such purge" },
  "idempotency-busy": {
    status: 409,
    title: "A request with this key is under way",
    retrySeconds: 1,
  },
  "replay-busy": { status: 409, title: "Another replay is under way" },
  "count-mismatch": { status: 409, title: "The count is not the one that was expected" },
  "method-not-allowed": { status: 405, title: "The route does not take this method" },
  "value-too-large": { status: 413, title: "The value is too large" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "range-unsatisfiable": { status: 416, title: "The value has no such bytes" },
  "invalid-request": { status: 422, title: "The request is refused" },
  "idempotency-mismatch": { status: 422, title: "The key belongs to another request" },
  "version-ahead": { status: 422, title: "The version lies too far in the future" },
  "diagnostics-busy": {
    status: 429,
    title: "A diagnosis is under way or has just ended",
    retrySeconds: 10,
  },
  internal: { status: 500, title: "Sluice made a mistake" },
  "source-failed": { status: 502, title: "The source did not give a value" },
  "tokens-missing": { status: 503, title: "No usable tokens are configured", retrySeconds: 60 },
  misconfigured: { status: 503, title: "Sluice is not configured correctly", retrySeconds: 60 },
  unconfirmed: { status: 503, title: "The write was not confirmed", retrySeconds: 1 },
  "backlog-full": { status: 503, title: "Too many writes wait already", retrySeconds: 30 },
  unavailable: {
    status: 503,
    title: "A service that Sluice needs did not answer",
    retrySeconds: 1,
  },
  "source-timeout": { status: 504, title: "The source did not answer in time" },
} as const satisfies Record<string, ProblemRow>;

type ProblemRow = {
  readonly status: number;
  readonly title: string;
  readonly retrySeconds?: number;
};

export type ProblemSlug = keyof typeof PROBLEMS;

/** Which part of the request is wrong, and how. */
export type FieldError = { readonly detail: string } & (
  | { readonly pointer: string }
  | { readonly header: string }
  | { readonly parameter: string }
);

/** A refusal as a value; the shell turns it into a response. It never holds a value or a token. */
export type Problem = {
  readonly kind: "problem";
  readonly slug: ProblemSlug;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;
};

type ProblemExtras = Partial<Pick<Problem, "errors" | "headers">>;

export const problem = (
  slug: ProblemSlug,
  detail: string,
  { errors = [], headers = {} }: ProblemExtras = {},
): Problem => ({ kind: "problem", slug, detail, errors, headers });

/** RFC 9457, https://www.rfc-editor.org/rfc/rfc9457. */
export function problemResponse(given: Problem): Response {
  const { status, title } = PROBLEMS[given.slug];
  const headers = problemHeaders(given);
  headers.set("Content-Type", "application/problem+json");
  const body: ProblemDocument = {
    type: `urn:sluice:problem:${given.slug}`,
    title,
    status,
    detail: given.detail,
    ...(given.errors.length === 0 ? {} : { errors: [...given.errors] }),
  };
  return new Response(JSON.stringify(body), { status, headers });
}

/** What every refusal says in its headers, whatever the shape of its body. */
export function problemHeaders(given: Problem): Headers {
  const row: ProblemRow = PROBLEMS[given.slug];
  const headers = new Headers({
    ...given.headers,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  });
  if (row.retrySeconds !== undefined) headers.set("Retry-After", String(row.retrySeconds));
  return headers;
}

/** The body of every answer with a status of 400 or more. */
export const ProblemDocument = z.lazy(() =>
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.exactOptional(
      z.array(
        z.union([
          z.object({ pointer: z.string(), detail: z.string() }),
          z.object({ header: z.string(), detail: z.string() }),
          z.object({ parameter: z.string(), detail: z.string() }),
        ]),
      ),
    ),
  }),
);
export type ProblemDocument = z.infer<typeof ProblemDocument>;
