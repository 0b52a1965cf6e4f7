import * as z from "zod/mini";
import { Health } from "../health.ts";
import { jsonResponse } from "../http/json-response.ts";
import type { PublicRoute } from "../route.ts";

export const healthRoute = {
  name: "health",
  method: "GET",
  path: "/healthz",
  access: "public",
  summary: "Are all bindings present and all settings valid?",
  query: z.object({}),
  headers: {},
  body: { kind: "none" },
  answers: {
    200: { description: "Everything is there.", schema: Health },
    503: { description: "Something is missing or wrong.", schema: Health },
  },
  respond: (health) => jsonResponse(health.status === "ok" ? 200 : 503, health),
} as const satisfies PublicRoute;
