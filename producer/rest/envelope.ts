import * as z from "zod/mini";
import { jsonResponse } from "../http/json-response.ts";

/**
 * What Cloudflare's API puts around every answer that is no value
 * (https://developers.cloudflare.com/fundamentals/api/how-to/make-api-calls/).
 */
const RestError = z.lazy(() =>
  z.object({
    code: z.int(),
    message: z.string(),
    /** Where in the body the mistake is: a JSON pointer. */
    source: z.exactOptional(z.object({ pointer: z.string() })),
  }),
);
export type RestError = z.infer<typeof RestError>;

/** The body of every refusal under `/client/v4`; `result` says what was done all the same. */
export const FailureEnvelope = z.lazy(() =>
  z.object({
    success: z.literal(false),
    errors: z.array(RestError),
    messages: z.array(z.never()),
    result: z.json(),
  }),
);

export const successEnvelope = <Result extends z.core.$ZodType>(result: Result) =>
  z.lazy(() => z.object({ ...successFields(), result }));

export const pageEnvelope = <Item extends z.core.$ZodType>(item: Item) =>
  z.lazy(() =>
    z.object({
      ...successFields(),
      result: z.array(item),
      /** `cursor` is empty at the end. */
      result_info: z.object({ count: z.int(), cursor: z.string() }),
    }),
  );

const successFields = () => ({
  success: z.literal(true),
  errors: z.array(z.never()),
  messages: z.array(z.never()),
});

export const successResponse = (result: unknown, more: { readonly result_info?: object } = {}) =>
  jsonResponse(200, { success: true, errors: [], messages: [], result, ...more });

type Failure = {
  readonly status: number;
  readonly errors: readonly RestError[];
  readonly result?: z.core.util.JSONType;
  readonly headers: Headers;
};

export function failureResponse({ status, errors, result = null, headers }: Failure): Response {
  headers.set("Content-Type", "application/json");
  const body = { success: false, errors, messages: [], result };
  return new Response(JSON.stringify(body), { status, headers });
}
