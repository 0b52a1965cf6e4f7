import * as z from "zod/mini";
import { unstampMetadata } from "../../shared/stamp.ts";
import type { Problem } from "../problems.ts";
import { reach } from "../reach.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { successEnvelope, successResponse } from "./envelope.ts";
import { keyUnknown } from "./get-rest-value.ts";
import { NAMESPACE_PATH } from "./rest-path.ts";
import { restRefusals } from "./rest-refusals.ts";

const PATH = `${NAMESPACE_PATH}/metadata/:key` as const;

export const getRestMetadataRoute = defineRoute({
  name: "getRestMetadata",
  method: "GET",
  path: PATH,
  access: "read",
  summary: "Read the metadata of a key from KV, as Cloudflare's API answers it.",
  answers: {
    200: {
      description: "The metadata; null for a value without any.",
      schema: successEnvelope(z.json()),
    },
    ...restRefusals(400, 404),
  },
  handle: getRestMetadata,
});

async function getRestMetadata({
  services,
  path: { namespace, key },
}: Exchange<typeof PATH>): Promise<Response | Problem> {
  const read = await reach(services, "KV", () => services.values.get({ namespace, key }));
  if (!read.ok) return read.error;
  if (read.value === null) return keyUnknown();
  await read.value.body.cancel();
  return successResponse(unstampMetadata(read.value.metadata).metadata ?? null);
}
