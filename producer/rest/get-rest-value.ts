import type { KeyName } from "../../shared/key.ts";
import { unstampMetadata } from "../../shared/stamp.ts";
import type { Services, StoredValue } from "../ports.ts";
import { type Problem, problem } from "../problems.ts";
import { reach } from "../reach.ts";
import { defineRoute, type Exchange } from "../route.ts";
import { NAMESPACE_PATH } from "./rest-path.ts";
import { restRefusals } from "./rest-refusals.ts";

const PATH = `${NAMESPACE_PATH}/values/:key` as const;

export const getRestValueRoute = defineRoute({
  name: "getRestValue",
  method: "GET",
  path: PATH,
  access: "read",
  summary: "Read a value from KV, as Cloudflare's API answers it.",
  answers: {
    200: { description: "The value as bytes, its end in the header `expiration`." },
    ...restRefusals(400, 404),
  },
  handle: getRestValue,
});

async function getRestValue({
  services,
  request,
  path,
}: Exchange<typeof PATH>): Promise<Response | Problem> {
  const name = { namespace: path.namespace, key: path.key };
  const read = await reach(services, "KV", () => services.values.get(name));
  if (!read.ok) return read.error;
  const stored = read.value;
  if (stored === null) return keyUnknown();
  const expiration = await findExpiration(services, name, stored);
  const headers = new Headers({
    // Whatever it is: unstorage reads other types as text, and then as a value of its own.
    "Content-Type": "application/octet-stream",
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
  });
  if (expiration !== null) headers.set("expiration", String(expiration));
  if (request.method !== "HEAD") return new Response(stored.body, { headers });
  await stored.body.cancel();
  return new Response(null, { headers });
}

export const keyUnknown = (): Problem =>
  problem("key-unknown", "KV has no value under this key, as far as it shows here");

/**
 * When the value ends, in epoch seconds. Of KV's calls only a list tells it, and a key is the first
 * that begins with itself. Without an answer, or with one about another version, it stays unsaid.
 */
async function findExpiration(
  services: Pick<Services, "values" | "report">,
  { namespace, key }: KeyName,
  stored: StoredValue,
): Promise<number | null> {
  const request = { namespace, prefix: key, limit: 1, cursor: null };
  const page = await reach(services, "KV", () => services.values.list(request));
  if (!page.ok || page.value === "bad-cursor") return null;
  const [first] = page.value.keys;
  if (first === undefined || first.name !== key) return null;
  const isSame = versionOf(first.metadata) === versionOf(stored.metadata);
  return isSame ? first.expiration : null;
}

const versionOf = (metadata: unknown) => unstampMetadata(metadata).version;
