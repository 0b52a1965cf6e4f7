import * as z from "zod";
import { utf8Bytes } from "../../shared/key.ts";
import { allowsPrefix } from "../../shared/key-access.ts";
import { MAX_KEY_BYTES, MAX_LIST_KEYS } from "../../shared/limits.ts";
import { unstampMetadata } from "../../shared/stamp.ts";
import { refusals } from "../answers.ts";
import { jsonResponse } from "../http/json-response.ts";
import { wholeNumber } from "../http/query.ts";
import type { KeyPage, ListedKey } from "../ports.ts";
import { type Problem, problem } from "../problems.ts";
import { reach } from "../reach.ts";
import { defineRoute, type Exchange } from "../route.ts";

const PATH = "/v1/kv/:namespace";
const MAX_CURSOR_LENGTH = 2_048;

const Query = z.strictObject({
  prefix: z.exactOptional(
    z
      .string()
      .refine(
        (prefix) => utf8Bytes(prefix) <= MAX_KEY_BYTES,
        `expected at most ${MAX_KEY_BYTES} bytes`,
      ),
  ),
  limit: z.exactOptional(wholeNumber(1, MAX_LIST_KEYS)),
  cursor: z.exactOptional(
    z.string().max(MAX_CURSOR_LENGTH, "expected a cursor as the page before gave it"),
  ),
});

export const KeyList = z.object({
  keys: z.array(
    z.object({
      name: z.string(),
      expiration: z.exactOptional(z.int()),
      metadata: z.exactOptional(z.json()),
    }),
  ),
  list_complete: z.boolean(),
  cursor: z.exactOptional(z.string()),
});
type KeyList = z.infer<typeof KeyList>;

export const listKeysRoute = defineRoute({
  name: "listKeys",
  method: "GET",
  path: PATH,
  access: "read",
  summary: "List keys in KV.",
  query: Query,
  answers: { 200: { description: "A page of keys.", schema: KeyList }, ...refusals(400, 404, 422) },
  handle: listKeys,
});

async function listKeys({
  services,
  path,
  query,
  caller,
}: Exchange<typeof PATH, typeof Query>): Promise<Response | Problem> {
  const prefix = query.prefix ?? "";
  if (!allowsPrefix(caller.access, prefix)) {
    const detail = "expected a prefix inside one of the token's prefixes";
    return problem("key-forbidden", detail, { errors: [{ parameter: "prefix", detail }] });
  }
  const cursor = query.cursor === undefined || query.cursor === "" ? null : query.cursor;
  const request = { ...path, prefix, limit: query.limit ?? MAX_LIST_KEYS, cursor };
  const page = await reach(services, "KV", () => services.values.list(request));
  if (!page.ok) return page.error;
  if (page.value === "bad-cursor") {
    const detail = "expected a cursor as the page before gave it";
    return problem("malformed-cursor", detail, { errors: [{ parameter: "cursor", detail }] });
  }
  return jsonResponse(200, keyList(page.value));
}

const keyList = (page: KeyPage): KeyList => ({
  keys: page.keys.map(listedKey),
  list_complete: page.cursor === null,
  ...(page.cursor === null ? {} : { cursor: page.cursor }),
});

function listedKey(key: ListedKey): KeyList["keys"][number] {
  const { metadata } = unstampMetadata(key.metadata);
  return {
    name: key.name,
    ...(key.expiration === null ? {} : { expiration: key.expiration }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}
