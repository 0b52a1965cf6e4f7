import { hexOf } from "../../shared/hex.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { Token } from "../auth/token.ts";
import { hashedRequest } from "../http/hashed-request.ts";
import type { Services } from "../ports.ts";
import type { Problem } from "../problems.ts";
import { acceptOnce } from "./accept-once.ts";
import { readIdempotencyKey } from "./idempotency-key.ts";
import type { PartialReceipt } from "./receipt.ts";

type Asked = { readonly request: Request; readonly services: Services; readonly caller: Token };

/** Headers that are part of what is asked for; how long to wait for it is not. */
const TELLING_HEADERS = ["Content-Type", "Sluice-Metadata", "Sluice-After", "Sluice-Tags"];

/**
 * Runs `accept` on a request, at most once per Idempotency-Key if it has one. A repetition's body is
 * hashed and thrown away, so it uploads and enqueues nothing.
 */
export async function acceptRepeatable(
  { request, services, caller }: Asked,
  accept: (request: Request) => Promise<Result<readonly PartialReceipt[], Problem>>,
): Promise<Result<readonly PartialReceipt[], Problem>> {
  const key = readIdempotencyKey(request.headers);
  if (!key.ok) return key;
  if (key.value === null) return accept(request);
  const hashed = hashedRequest(services.digest, request);
  return acceptOnce(services, {
    id: `${caller.id}\n${key.value}`,
    accept: () => accept(hashed.request),
    fingerprint: async () => {
      const { pathname, search } = new URL(request.url);
      const headers = TELLING_HEADERS.map((name) => request.headers.get(name));
      const parts = [request.method, pathname, search, headers, await hashed.bodySha256()];
      return hexOf(await services.digest.sha256(new TextEncoder().encode(JSON.stringify(parts))));
    },
  });
}

/** For a request that brings one write. */
export async function acceptOneRepeatable<R extends PartialReceipt>(
  asked: Asked,
  accept: (request: Request) => Promise<Result<R, Problem>>,
): Promise<Result<R, Problem>> {
  const accepted = await acceptRepeatable(asked, async (request) => {
    const receipt = await accept(request);
    return receipt.ok ? ok([receipt.value]) : receipt;
  });
  if (!accepted.ok) return err(accepted.error);
  const [receipt] = accepted.value;
  if (receipt === undefined) throw new Error("an accepted write has a receipt");
  return ok(receipt as R);
}
