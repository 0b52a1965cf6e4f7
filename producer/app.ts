import type { Context } from "hono";
import { HonoBase } from "hono/hono-base";
import { TrieRouter } from "hono/router/trie-router";
import type { Result } from "../shared/result.ts";
import { detailOf } from "./events.ts";
import { guard } from "./guard.ts";
import type { Health } from "./health.ts";
import { matchPath, REST_PARAMETER, rawPath } from "./http/raw-path.ts";
import type { Services } from "./ports.ts";
import { type Problem, problem, problemResponse } from "./problems.ts";
import { isRestPath } from "./rest/rest-path.ts";
import { restProblemResponse } from "./rest/rest-problem.ts";
import type { Background, Route } from "./route.ts";
import { routes } from "./routes.ts";

/** The producer as far as it could be opened: without services it only says why. */
export type Producer = {
  readonly health: Health;
  readonly services: Result<Services, readonly string[]>;
};

/** The whole HTTP API over ports; `app.request` drives it without a network. */
export function createApp(producer: Producer): HonoBase {
  const app = new HonoBase({
    // Where hono's own choice ends for these routes; the routers that it tries first stay out.
    router: new TrieRouter(),
    getPath: (request) => rawPath(request.url),
  });
  for (const route of routes) {
    app.on(route.method, routerPath(route.path), (context) => respond(producer, route, context));
  }
  app.notFound((context) => notFound(context.req.raw));
  app.onError((error, context) => {
    if (producer.services.ok) {
      const route = `${context.req.method} ${routeName(context.req.path)}`;
      producer.services.value.report({ kind: "request-failed", route, detail: detailOf(error) });
    }
    return refuse(context.req.raw, problem("internal", "the request could not be finished"));
  });
  return app;
}

async function respond(producer: Producer, route: Route, context: Context): Promise<Response> {
  if (route.access === "public") return route.respond(producer.health);
  const request = context.req.raw;
  if (!producer.services.ok) {
    return refuse(request, problem("misconfigured", producer.services.error.join("; ")));
  }
  const services = producer.services.value;
  const admitted = await guard(route, request, services);
  if (!admitted.ok) return refuse(request, admitted.error);
  const background = backgroundOf(context, services);
  const answer = await route.respond({ request, services, background, ...admitted.value });
  return answer instanceof Response ? answer : refuse(request, answer);
}

/** A refusal in the shape of its route. */
const refuse = (request: Request, given: Problem): Response =>
  isRestPath(rawPath(request.url)) ? restProblemResponse(given) : problemResponse(given);

function notFound(request: Request): Response {
  const path = rawPath(request.url);
  const methods = routes
    .filter((route) => matchPath(route.path, path) !== null)
    .map((route) => route.method);
  if (methods.length === 0) {
    const detail =
      "expected a route of this API; a key is one segment that is not empty, encoded by encodeURIComponent";
    return refuse(request, problem("route-unknown", detail));
  }
  const allowed = [
    ...new Set(methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]))),
  ];
  const headers = { Allow: allowed.join(", ") };
  const detail = `expected ${allowed.join(" or ")}`;
  return refuse(request, problem("method-not-allowed", detail, { headers }));
}

/** The router sees raw paths, where a newline is `%0A`: `.+` takes any key. */
const routerPath = (path: string): string =>
  path.replace(`:${REST_PARAMETER}`, `:${REST_PARAMETER}{.+}`);

/** The pattern, never the path itself: a path holds keys. */
const routeName = (path: string): string =>
  routes.find((route) => matchPath(route.path, path) !== null)?.path ?? "unknown";

/** Outside a Worker there is nobody who has to be asked to wait. */
function backgroundOf(context: Context, { report }: Services): Background {
  const settle = async (task: Promise<void>): Promise<void> => {
    try {
      await task;
    } catch (error) {
      report({ kind: "request-failed", route: "background", detail: detailOf(error) });
    }
  };
  try {
    const { executionCtx } = context;
    return (task) => executionCtx.waitUntil(settle(task));
  } catch {
    return (task) => void settle(task);
  }
}
