import { type Problem, problem, problemResponse } from "../problems.ts";
import { valueResponse } from "../read/value-response.ts";
import { isRedirect } from "./redirects.ts";
import type { Found, SourceRead } from "./source-read.ts";

/**
 * The response to a reader. Whether an answer comes from the source or was kept, it reads the same: a
 * redirect is one, never followed here, and a failure is a problem in our own words.
 */
export async function answerFound(read: SourceRead, found: Found): Promise<Response> {
  const { value, record } = found;
  const cacheStatus = found.cacheStatus.join(", ");
  const status = record?.customData?.status ?? 200;
  if (status === 200) {
    return withLocation(read, await valueResponse(read.request, value, cacheStatus));
  }
  await value.body.cancel();
  const headers = { "Cache-Status": cacheStatus };
  const location = record?.customData?.location;
  if (isRedirect(status) && location !== undefined) {
    const safe = { "Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff" };
    return new Response(null, {
      status,
      headers: { ...headers, ...safe, Location: new URL(location).href },
    });
  }
  return problemResponse(failureOf(status, headers));
}

function failureOf(status: number, headers: Readonly<Record<string, string>>): Problem {
  switch (status) {
    case 404:
      return problem("key-unknown", "neither KV nor the key's source has a value", { headers });
    case 504:
      return problem("source-timeout", "the key's source did not answer in time", { headers });
    default:
      return problem("source-failed", `the key's source answered ${status}`, { headers });
  }
}

/** Says under which key the value lies, when the reader wrote its options in another order. */
function withLocation({ request, match }: SourceRead, response: Response): Response {
  const { namespace, key } = match.name;
  const path = `/v1/kv/${encodeURIComponent(namespace)}/${encodeURIComponent(key)}`;
  if (new URL(request.url).pathname !== path) response.headers.set("Content-Location", path);
  return response;
}
