import * as z from "zod/mini";
import { Scope } from "../auth/token.ts";
import { IsoTime } from "../http/iso-time.ts";
import { isoTime, jsonResponse } from "../http/json-response.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";

const PATH = "/v1/token";

export const TokenAnswer = z.lazy(() =>
  z.object({
    id: z.string(),
    scopes: z.array(Scope),
    /** Absent: every one. */
    namespaces: z.exactOptional(z.array(z.string())),
    /** Absent: every key. */
    prefixes: z.exactOptional(z.array(z.string())),
    /** Absent: never. */
    expires: z.exactOptional(IsoTime),
  }),
);

/** For pages and scripts that show only what they may do. */
export const tokenRoute = defineRoute({
  name: "token",
  method: "GET",
  path: PATH,
  access: "ops:read",
  summary: "What the token of the request may do, and until when.",
  answers: {
    200: { description: "The token, without its secret.", schema: TokenAnswer },
    ...refusals(400, 422),
  },
  handle: token,
});

async function token({ caller }: Exchange<typeof PATH>): Promise<Response> {
  const { id, scopes, access, expiresAtMs } = caller;
  return jsonResponse(200, {
    id,
    scopes,
    ...access,
    ...(expiresAtMs === null ? {} : { expires: isoTime(expiresAtMs) }),
  });
}
