import * as z from "zod/mini";
import type { KeyName } from "../../shared/key.ts";
import type { Services } from "../ports.ts";
import { type Problem, problem } from "../problems.ts";
import { reach } from "../reach.ts";
import { refusals } from "../refusals.ts";
import { type Background, defineRoute, type Exchange } from "../route.ts";
import { findSource } from "../sources/find-source.ts";
import { readSource } from "../sources/read-source.ts";
import { redirectAnswers } from "../sources/redirects.ts";
import { sourceQuery, sourceQueryProblem } from "../sources/source-query.ts";
import { type CacheStatus, cacheStatusHeader } from "./cache-status.ts";
import { edgeUrl, keepsOut } from "./edge-entry.ts";
import { type EdgeLookup, lookUpEdge } from "./look-up-edge.ts";
import { type ReadableValue, readableValue } from "./readable-value.ts";
import { storeIfNewest } from "./store-if-newest.ts";
import { valueResponse } from "./value-response.ts";
import { wantsFresh } from "./wants-fresh.ts";

const PATH = "/v1/kv/:namespace/:key";
const Query = z.lazy(() => z.strictObject(sourceQuery()));

export const getValueRoute = defineRoute({
  name: "getValue",
  method: "GET",
  path: PATH,
  access: "read",
  summary: "Read a value: edge cache, then KV, then the key's source.",
  query: Query,
  headers: {
    "Cache-Control": { description: "`no-cache` goes to KV." },
    "If-None-Match": { description: "An ETag: 304 while the value is the same." },
    Range: { description: "One byte range of a value of a source whose length is known: 206." },
    "If-Range": { description: "An ETag: the range counts only for that very value." },
  },
  answers: {
    200: { description: "The value, with its version, metadata and Cache-Status in headers." },
    206: { description: "The bytes that Range asks for." },
    ...redirectAnswers,
    304: { description: "The caller's copy is the value." },
    ...refusals(400, 404, 416, 422, 502, 504),
  },
  handle: getValue,
});

type Found = { readonly value: ReadableValue | null; readonly status: CacheStatus };

async function getValue({
  services,
  request,
  path,
  background,
  query,
  caller,
}: Exchange<typeof PATH, typeof Query>): Promise<Response | Problem> {
  const source = findSource(services.settings.SOURCES, path);
  if (source !== null) {
    return readSource({ services, request, background }, caller.access, source, query);
  }
  const refusal = sourceQueryProblem(query);
  if (refusal !== null) return refusal;
  const url = await edgeUrl(services.digest, path);
  const lookup = await lookUpEdge(services, url);
  const fromEdge = edgeHit(request, lookup);
  if (fromEdge !== null) {
    services.reads.note("edge", background);
    return valueResponse(request, fromEdge.value, cacheStatusHeader(fromEdge.status));
  }
  const found = await readKv(services, path, lookup, request, background);
  if ("kind" in found) return found;
  services.reads.note(found.value === null ? "miss" : "kv", background);
  if (found.value !== null) {
    return valueResponse(request, found.value, cacheStatusHeader(found.status));
  }
  const headers = { "Cache-Status": cacheStatusHeader(found.status) };
  return problem("key-unknown", "KV has no value under this key, as far as it shows here", {
    headers,
  });
}

function edgeHit(request: Request, lookup: EdgeLookup) {
  if (lookup.kind === "closed" || lookup.entry?.kind !== "value") return null;
  if (wantsFresh(request)) return null;
  const { value, ttlSeconds } = lookup.entry;
  return { value, status: { kind: "hit", ttlSeconds } } as const;
}

async function readKv(
  services: Services,
  name: KeyName,
  lookup: EdgeLookup,
  request: Request,
  background: Background,
): Promise<Found | Problem> {
  const read = await reach(services, "KV", () => services.values.get(name));
  if (!read.ok) return read.error;
  const why = reasonToForward(lookup, request);
  if (read.value === null) {
    return { value: null, status: { kind: "forwarded", why, isStored: false } };
  }
  const value = readableValue(read.value);
  if (lookup.kind === "closed" || keepsOut(lookup.entry, value.version)) {
    return { value, status: { kind: "forwarded", why, isStored: false } };
  }
  const [forCaller, forEdge] = value.body.tee();
  const forLater = { ...value, body: forEdge };
  background(storeIfNewest(services, lookup.url, forLater, services.settings.EDGE_TTL_SECONDS));
  return {
    value: { ...value, body: forCaller },
    status: { kind: "forwarded", why, isStored: true },
  };
}

function reasonToForward(lookup: EdgeLookup, request: Request) {
  if (lookup.kind === "closed") return "bypass";
  if (lookup.entry?.kind === "mark") return "stale";
  return wantsFresh(request) ? "request" : "uri-miss";
}
