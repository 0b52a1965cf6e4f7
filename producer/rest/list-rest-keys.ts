import type { Problem } from "../problems.ts";
import { KeyEntry } from "../read/list-keys.ts";
import { listedKey, PageQuery, readKeyPage } from "../read/read-key-page.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { pageEnvelope, successResponse } from "./envelope.ts";
import { NAMESPACE_PATH } from "./rest-path.ts";
import { restRefusals } from "./rest-refusals.ts";

const PATH = `${NAMESPACE_PATH}/keys` as const;

export const listRestKeysRoute = defineRoute({
  name: "listRestKeys",
  method: "GET",
  path: PATH,
  access: "read",
  summary: "List keys in KV, as Cloudflare's API answers it.",
  query: PageQuery,
  answers: {
    200: { description: "A page of keys.", schema: pageEnvelope(KeyEntry) },
    ...restRefusals(400, 404),
  },
  handle: listRestKeys,
});

async function listRestKeys({
  services,
  caller,
  path: { namespace },
  query,
}: Exchange<typeof PATH, typeof PageQuery>): Promise<Response | Problem> {
  const page = await readKeyPage(services, caller, { ...query, namespace });
  if (!page.ok) return page.error;
  const { keys, cursor } = page.value;
  return successResponse(keys.map(listedKey), {
    result_info: { count: keys.length, cursor: cursor ?? "" },
  });
}
