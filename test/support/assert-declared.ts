import * as z from "zod/mini";
import { matchPath, rawPath } from "../../producer/http/raw-path.ts";
import { routes } from "../../producer/routes.ts";

/** Throws when a route answers what its declaration does not say; 500 is a fault, never declared. */
export async function assertDeclared(request: Request, response: Response): Promise<void> {
  const path = rawPath(request.url);
  const method = request.method === "HEAD" ? "GET" : request.method;
  const route = routes.find(
    (candidate) => candidate.method === method && matchPath(candidate.path, path) !== null,
  );
  if (route === undefined || response.status === 500) return;
  const answer = route.answers[response.status];
  if (answer === undefined) throw new Error(`${route.name} does not declare ${response.status}`);
  if (answer.schema === undefined || request.method === "HEAD") return;
  z.parse(answer.schema, await response.clone().json());
}
