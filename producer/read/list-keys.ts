import * as z from "zod/mini";
import { jsonResponse } from "../http/json-response.ts";
import type { KeyPage } from "../ports.ts";
import type { Problem } from "../problems.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { listedKey, PageQuery, readKeyPage } from "./read-key-page.ts";

const PATH = "/v1/kv/:namespace";
export const KeyEntry = z.lazy(() =>
  z.object({
    name: z.string(),
    expiration: z.exactOptional(z.int()),
    metadata: z.exactOptional(z.json()),
  }),
);

export const KeyList = z.lazy(() =>
  z.object({
    keys: z.array(KeyEntry),
    list_complete: z.boolean(),
    cursor: z.exactOptional(z.string()),
  }),
);
type KeyList = z.infer<typeof KeyList>;

export const listKeysRoute = defineRoute({
  name: "listKeys",
  method: "GET",
  path: PATH,
  access: "read",
  summary: "List keys in KV.",
  query: PageQuery,
  answers: { 200: { description: "A page of keys.", schema: KeyList }, ...refusals(400, 404, 422) },
  handle: listKeys,
});

async function listKeys({
  services,
  path,
  query,
  caller,
}: Exchange<typeof PATH, typeof PageQuery>): Promise<Response | Problem> {
  const page = await readKeyPage(services, caller, { ...path, ...query });
  return page.ok ? jsonResponse(200, keyList(page.value)) : page.error;
}

const keyList = (page: KeyPage): KeyList => ({
  keys: page.keys.map(listedKey),
  list_complete: page.cursor === null,
  ...(page.cursor === null ? {} : { cursor: page.cursor }),
});
