import { problem, problemResponse } from "../problems.ts";
import { type ByteRange, requestedRange } from "./byte-range.ts";
import type { ReadableValue } from "./readable-value.ts";
import { sliceStream } from "./slice-stream.ts";

/**
 * A value for its reader. Values come from strangers: they are never sniffed, and a browser that
 * opens one runs nothing of it.
 */
export async function valueResponse(
  request: Request,
  value: ReadableValue,
  cacheStatus: string,
): Promise<Response> {
  const headers = new Headers({
    "Cache-Control": "private, no-cache",
    "Cache-Status": cacheStatus,
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
  if (value.sizeBytes !== undefined) return sizedResponse(request, value, value.sizeBytes, headers);
  if (request.method !== "HEAD") return new Response(value.body, { headers });
  await value.body.cancel();
  return new Response(null, { headers });
}

/** Only with a known length can a range be cut, or be told to lie outside. */
async function sizedResponse(
  request: Request,
  value: ReadableValue,
  sizeBytes: number,
  headers: Headers,
): Promise<Response> {
  headers.set("Accept-Ranges", "bytes");
  if (request.method === "HEAD") headers.set("Content-Length", String(sizeBytes));
  const range = requestedRange(request, headers.get("ETag"), sizeBytes);
  switch (range.kind) {
    case "whole":
      return bodyResponse(request, value.body, 200, headers);
    case "outside": {
      await value.body.cancel();
      const extra = { "Content-Range": `bytes */${sizeBytes}`, "Accept-Ranges": "bytes" };
      const detail = `expected a range within the ${sizeBytes} bytes of the value`;
      return problemResponse(problem("range-unsatisfiable", detail, { headers: extra }));
    }
    case "part": {
      headers.set("Content-Range", contentRange(range, sizeBytes));
      return bodyResponse(request, sliceStream(value.body, range), 206, headers);
    }
  }
}

async function bodyResponse(
  request: Request,
  body: ReadableStream<Uint8Array>,
  status: number,
  headers: Headers,
): Promise<Response> {
  if (request.method !== "HEAD") return new Response(body, { status, headers });
  await body.cancel();
  return new Response(null, { status, headers });
}

const contentRange = ({ first, last }: ByteRange, sizeBytes: number): string =>
  `bytes ${first}-${last}/${sizeBytes}`;

/** Weak comparison, https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2. */
function matches(header: string | null, etag: string): boolean {
  if (header === null) return false;
  if (header.trim() === "*") return true;
  return header.split(",").some((part) => part.trim().replace(/^W\//, "") === etag);
}
