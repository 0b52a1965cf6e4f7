import { variantKey } from "./variant-key.ts";

type Env = {
  /** The producer of Sluice. */
  readonly SLUICE: Fetcher;
  /** Scope `read` is enough. */
  readonly SLUICE_TOKEN: string;
};

const FORWARDED_HEADERS = ["Range", "If-Range", "If-None-Match"];
const BYPASSES = ["debug", "no-kv-cache"];

/** `GET /videos/<path>?width=640&format=mp4…`; all caching is a read through Sluice. */
export default {
  async fetch(request, env) {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response("expected GET or HEAD\n", {
        status: 405,
        headers: { Allow: "GET, HEAD" },
      });
    }
    const url = new URL(request.url);
    if (!url.pathname.startsWith("/videos/")) return new Response("not found\n", { status: 404 });
    const key = variantKey(url);
    if (key === null) return new Response("no variant has these options\n", { status: 400 });
    return env.SLUICE.fetch(sluiceUrl(key, url.searchParams), {
      method: request.method,
      headers: sluiceHeaders(request.headers, env.SLUICE_TOKEN),
      redirect: "manual",
    });
  },
} satisfies ExportedHandler<Env>;

function sluiceUrl(key: string, given: URLSearchParams): URL {
  const url = new URL(`https://sluice.internal/v1/kv/default/${encodeURIComponent(key)}`);
  for (const name of BYPASSES) if (given.get(name) === "true") url.searchParams.set(name, "true");
  return url;
}

function sluiceHeaders(given: Headers, token: string): Headers {
  const headers = new Headers({ Authorization: `Bearer ${token}` });
  for (const name of FORWARDED_HEADERS) {
    const value = given.get(name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
}
