import { acceptDelete } from "../accept/accept-delete.ts";
import { Receipt } from "../accept/receipt.ts";
import type { Problem } from "../problems.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { successEnvelope, successResponse } from "./envelope.ts";
import { NAMESPACE_PATH } from "./rest-path.ts";
import { restRefusals } from "./rest-refusals.ts";

const PATH = `${NAMESPACE_PATH}/values/:key` as const;

export const deleteRestValueRoute = defineRoute({
  name: "deleteRestValue",
  method: "DELETE",
  path: PATH,
  access: "write",
  summary: "Accept the deletion of a key, as Cloudflare's API takes it.",
  answers: {
    200: {
      description: "The deletion is durably queued.",
      schema: successEnvelope(Receipt),
    },
    ...restRefusals(400, 404),
  },
  handle: deleteRestValue,
});

async function deleteRestValue({
  services,
  request,
  path: { namespace, key },
  background,
}: Exchange<typeof PATH>): Promise<Response | Problem> {
  const acceptance = { services, background, signal: request.signal };
  const receipt = await acceptDelete(acceptance, {
    op: "delete",
    namespace,
    key,
    priority: "normal",
    onFailure: "dead-letter",
  });
  return receipt.ok ? successResponse(receipt.value) : receipt.error;
}
