import { isDotSegment } from "../shared/dot-segment.ts";
import { type KeyName, keyProblem } from "../shared/key.ts";
import { allowsKey, type KeyAccess } from "../shared/key-access.ts";
import { err, ok, type Result } from "../shared/result.ts";
import { authenticate } from "./auth/authenticate.ts";
import type { Token } from "./auth/token.ts";
import { decodePath, matchPath, rawPath } from "./http/raw-path.ts";
import type { Services } from "./ports.ts";
import { type Problem, problem } from "./problems.ts";
import type { Call, ScopedRoute } from "./route.ts";

type Admitted = Pick<Call, "caller" | "path">;

/**
 * Lets a request in: token, scope, path, then the keys that the token covers. What lies outside a
 * token's reach answers 403 whether it exists or not.
 */
export async function guard(
  route: ScopedRoute,
  request: Request,
  services: Services,
): Promise<Result<Admitted, Problem>> {
  const token = await authenticate(request, services);
  if (!token.ok) return token;
  const caller = token.value;
  if (!caller.scopes.includes(route.access)) {
    return err(problem("scope-missing", `expected a token with the scope ${route.access}`));
  }
  const raw = matchPath(route.path, rawPath(request.url));
  if (raw === null) throw new Error(`${route.name} was mounted on another path than ${route.path}`);
  const path = decodePath(raw);
  if (!path.ok) return path;
  const refusal = pathProblem(path.value, caller, services);
  return refusal === null ? ok({ caller, path: path.value }) : err(refusal);
}

function pathProblem(
  path: Readonly<Record<string, string>>,
  caller: Token,
  services: Services,
): Problem | null {
  const { namespace, key } = path;
  if (namespace === undefined) return null;
  const refusal = namespaceProblem(namespace, caller.access, services);
  if (refusal !== null || key === undefined) return refusal;
  return keyRefusal({ namespace, key }, caller.access);
}

export function namespaceProblem(
  namespace: string,
  access: KeyAccess,
  { settings }: Pick<Services, "settings">,
): Problem | null {
  if (access.namespaces !== undefined && !access.namespaces.includes(namespace)) {
    return problem("key-forbidden", "the token does not cover this namespace");
  }
  if (Object.hasOwn(settings.NAMESPACES, namespace)) return null;
  const known = Object.keys(settings.NAMESPACES).join(", ");
  return problem("namespace-unknown", `expected one of the namespaces ${known}`);
}

function keyRefusal(name: KeyName, access: KeyAccess): Problem | null {
  if (!allowsKey(access, name)) {
    return problem("key-forbidden", "the key lies outside the token's prefixes");
  }
  const detail = keyProblem(name.key);
  if (detail === null) return null;
  const errors = [{ parameter: "key", detail }];
  const slug = isDotSegment(name.key) ? "route-unknown" : "invalid-request";
  return problem(slug, `the key: ${detail}`, { errors });
}
