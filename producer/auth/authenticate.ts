import { err, ok, type Result } from "../../shared/result.ts";
import type { Services } from "../ports.ts";
import { type Problem, problem } from "../problems.ts";
import type { Token } from "./token.ts";

/** Compared with when no token has the id, so that an unknown id costs the same time. */
const NOBODY = new Uint8Array(32);

const BEARER = /^Bearer +(\S+)$/i;
/** The secret is everything after the second underscore. */
const TOKEN = /^slc_([a-z0-9-]{1,32})_(.+)$/;

/** Whose request it is, or a 401 (503 while no tokens are configured). */
export async function authenticate(
  request: Request,
  services: Pick<Services, "tokens" | "digest" | "clock">,
): Promise<Result<Token, Problem>> {
  if (!services.tokens.ok) return err(problem("tokens-missing", services.tokens.error));
  const header = request.headers.get("Authorization");
  if (header === null)
    return err(unauthenticated("expected the header Authorization: Bearer <token>"));
  const bearer = BEARER.exec(header)?.[1] ?? "";
  const [, id, secret] = TOKEN.exec(bearer) ?? [];
  if (id === undefined || secret === undefined) {
    return err(unauthenticated("expected a token of the form slc_<id>_<secret>"));
  }
  const token = services.tokens.value.find((candidate) => candidate.id === id);
  const given = await services.digest.sha256(new TextEncoder().encode(secret));
  const isRight = services.digest.areEqual(given, token?.secretSha256 ?? NOBODY);
  if (token === undefined || !isRight) return err(unauthenticated("the token is not known"));
  if (token.expiresAtMs !== null && services.clock.now() >= token.expiresAtMs) {
    return err(unauthenticated("the token has expired"));
  }
  return ok(token);
}

const unauthenticated = (detail: string): Problem =>
  problem("unauthenticated", detail, { headers: { "WWW-Authenticate": "Bearer" } });
