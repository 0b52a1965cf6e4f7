import * as z from "zod/mini";
import { Key } from "../../shared/key.ts";
import type { CheckedWrite } from "../accept/enclose-all.ts";
import type { Problem } from "../problems.ts";
import { type Call, defineRoute } from "../route.ts";
import { answerBulk, BulkResult, MAX_BULK_ITEMS } from "./accept-bulk.ts";
import { checkItem, checkItems, keysRefusal, readBulkBody } from "./check-bulk.ts";
import { successEnvelope } from "./envelope.ts";
import { NAMESPACE_PATH } from "./rest-path.ts";
import { restRefusals } from "./rest-refusals.ts";

const TOO_MANY = `expected at most ${MAX_BULK_ITEMS} keys`;
const Frame = z.lazy(() =>
  z.array(z.unknown(), "expected an array of keys").check(z.maxLength(MAX_BULK_ITEMS, TOO_MANY)),
);

const described = {
  access: "write",
  summary: "Accept the deletion of up to 10,000 keys, as Cloudflare's API takes it.",
  body: { kind: "json", schema: z.lazy(() => z.array(Key).check(z.maxLength(MAX_BULK_ITEMS))) },
  answers: {
    200: {
      description: "All are durably queued.",
      schema: successEnvelope(BulkResult),
    },
    ...restRefusals(400, 404, 413),
  },
} as const;

/** What the SDK and unstorage send. */
export const bulkDeleteRoute = defineRoute({
  ...described,
  name: "bulkDelete",
  method: "POST",
  path: `${NAMESPACE_PATH}/bulk/delete`,
  handle: bulkDelete,
});

/** The older form, which wrangler sends. */
export const bulkDeleteOldRoute = defineRoute({
  ...described,
  name: "bulkDeleteOld",
  method: "DELETE",
  path: `${NAMESPACE_PATH}/bulk`,
  handle: bulkDelete,
});

type BulkCall = Omit<Call, "path"> & { readonly path: { readonly namespace: string } };

async function bulkDelete({
  services,
  request,
  caller,
  path: { namespace },
  background,
}: BulkCall): Promise<Response | Problem> {
  const body = await readBulkBody(request, Frame);
  if (!body.ok) return body.error;
  const keys = checkItems(body.value, (raw, place) => checkItem(Key, raw, place));
  if (!keys.ok) return keys.error;
  const refusal = keysRefusal(caller.access, namespace, keys.value);
  if (refusal !== null) return refusal;
  const acceptance = { services, background, signal: request.signal };
  return answerBulk(acceptance, deletionsOf(keys.value, namespace));
}

function* deletionsOf(keys: readonly string[], namespace: string): Generator<CheckedWrite> {
  for (const key of keys) {
    const travel = { priority: "normal", onFailure: "dead-letter" } as const;
    yield { draft: { op: "delete", namespace, key, ...travel }, bytes: null };
  }
}
