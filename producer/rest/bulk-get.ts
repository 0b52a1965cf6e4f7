import * as z from "zod/mini";
import { Key } from "../../shared/key.ts";
import { MAX_BULK_GET_KEYS } from "../../shared/limits.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import { type Json, unstampMetadata } from "../../shared/stamp.ts";
import type { StoredText } from "../ports.ts";
import { type Problem, problem } from "../problems.ts";
import { reach } from "../reach.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { keysRefusal, readBulkBody } from "./check-bulk.ts";
import { successEnvelope, successResponse } from "./envelope.ts";
import { NAMESPACE_PATH } from "./rest-path.ts";
import { restRefusals } from "./rest-refusals.ts";

const PATH = `${NAMESPACE_PATH}/bulk/get` as const;

const Body = z.lazy(() =>
  z.object({
    keys: z
      .array(Key)
      .check(
        z.minLength(1, "expected at least 1 key"),
        z.maxLength(MAX_BULK_GET_KEYS, `expected at most ${MAX_BULK_GET_KEYS} keys`),
      ),
    type: z.nullish(z.enum(["text", "json"])),
    withMetadata: z.nullish(z.boolean()),
  }),
);
type Body = z.infer<typeof Body>;

export const bulkGetRoute = defineRoute({
  name: "bulkGet",
  method: "POST",
  path: PATH,
  access: "read",
  summary: "Read up to 100 values that are text, as Cloudflare's API answers it.",
  body: { kind: "json", schema: Body },
  answers: {
    200: {
      description: "The value of each key; null where there is none.",
      schema: successEnvelope(z.lazy(() => z.object({ values: z.record(z.string(), z.json()) }))),
    },
    ...restRefusals(400, 404, 413),
  },
  handle: bulkGet,
});

async function bulkGet({
  services,
  request,
  caller,
  path: { namespace },
}: Exchange<typeof PATH>): Promise<Response | Problem> {
  const body = await readBulkBody(request, Body);
  if (!body.ok) return body.error;
  const keys = [...new Set(body.value.keys)];
  const refusal = keysRefusal(caller.access, namespace, keys);
  if (refusal !== null) return refusal;
  const read = await reach(services, "KV", () => services.values.getMany(namespace, keys));
  if (!read.ok) return read.error;
  if (read.value === "too-large") {
    return problem("value-too-large", "expected values of 25 MiB together: ask for fewer keys");
  }
  const values: [string, Json][] = [];
  for (const key of keys) {
    const entry = entryOf(read.value.get(key) ?? null, body.value);
    if (!entry.ok) return entry.error;
    values.push([key, entry.value]);
  }
  return successResponse({ values: Object.fromEntries(values) });
}

function entryOf(
  stored: StoredText | null,
  { type, withMetadata }: Pick<Body, "type" | "withMetadata">,
): Result<Json, Problem> {
  if (stored === null) return ok(null);
  const value = type === "json" ? parseJson(stored.text) : ok(stored.text);
  if (!value.ok) return value;
  if (withMetadata !== true) return value;
  const metadata = unstampMetadata(stored.metadata).metadata ?? null;
  return ok({ value: value.value, metadata });
}

function parseJson(text: string): Result<Json, Problem> {
  try {
    return ok(JSON.parse(text));
  } catch {
    const detail = "At least one of the requested keys corresponds to a non-JSON value";
    return err(problem("invalid-request", detail));
  }
}
