import { type CacheStatus, cacheStatusHeader } from "./cache-status.ts";
import type { ReadableValue } from "./readable-value.ts";

/**
 * A value for its reader. Values come from strangers: they are never sniffed, and a browser that
 * opens one runs nothing of it.
 */
export async function valueResponse(
  request: Request,
  value: ReadableValue,
  status: CacheStatus,
): Promise<Response> {
  const headers = new Headers({
    "Cache-Control": "private, no-cache",
    "Cache-Status": cacheStatusHeader(status),
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
  });
  if (value.metadataHeader !== null) headers.set("Sluice-Metadata", value.metadataHeader);
  if (value.tagsHeader !== null) headers.set("Cache-Tag", value.tagsHeader);
  if (value.version !== null) {
    const etag = `"${value.version}"`;
    headers.set("Sluice-Version", value.version);
    headers.set("ETag", etag);
    if (matches(request.headers.get("If-None-Match"), etag)) {
      await value.body.cancel();
      return new Response(null, { status: 304, headers });
    }
  }
  headers.set("Content-Type", value.contentType);
  if (request.method !== "HEAD") return new Response(value.body, { headers });
  await value.body.cancel();
  return new Response(null, { headers });
}

/** Weak comparison, https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2. */
function matches(header: string | null, etag: string): boolean {
  if (header === null) return false;
  if (header.trim() === "*") return true;
  return header.split(",").some((part) => part.trim().replace(/^W\//, "") === etag);
}
