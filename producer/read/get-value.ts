import * as z from "zod";
import type { KeyName } from "../../shared/key.ts";
import { refusals } from "../answers.ts";
import type { Services } from "../ports.ts";
import { type Problem, problem } from "../problems.ts";
import { reach } from "../reach.ts";
import { type Background, defineRoute, type Exchange } from "../route.ts";
import { type CacheStatus, cacheStatusHeader } from "./cache-status.ts";
import { edgeUrl, keepsOut, valueEntry } from "./edge-entry.ts";
import { type EdgeLookup, lookUpEdge, storeAtEdge } from "./look-up-edge.ts";
import { type ReadableValue, readableValue } from "./readable-value.ts";
import { valueResponse } from "./value-response.ts";

const PATH = "/v1/kv/:namespace/:key";
const Query = z.strictObject({});

export const getValueRoute = defineRoute({
  name: "getValue",
  method: "GET",
  path: PATH,
  access: "read",
  summary: "Read a value: edge cache, then KV.",
  query: Query,
  headers: {
    "Cache-Control": { description: "`no-cache` goes to KV." },
    "If-None-Match": { description: "An ETag: 304 while the value is the same." },
  },
  answers: {
    200: { description: "The value, with its version, metadata and Cache-Status in headers." },
    304: { description: "The caller's copy is the value." },
    ...refusals(400, 404, 422),
  },
  handle: getValue,
});

type Found = { readonly value: ReadableValue | null; readonly status: CacheStatus };

async function getValue({
  services,
  request,
  path,
  background,
}: Exchange<typeof PATH, typeof Query>): Promise<Response | Problem> {
  const url = await edgeUrl(services.digest, path);
  const lookup = await lookUpEdge(services, url);
  const fromEdge = edgeHit(services, request, lookup);
  if (fromEdge !== null) services.reads.note("edge", background);
  if (fromEdge !== null) return valueResponse(request, fromEdge.value, fromEdge.status);
  const found = await readKv(services, path, lookup, request, background);
  if ("kind" in found) return found;
  services.reads.note(found.value === null ? "miss" : "kv", background);
  if (found.value !== null) return valueResponse(request, found.value, found.status);
  const headers = { "Cache-Status": cacheStatusHeader(found.status) };
  return problem("key-unknown", "KV has no value under this key, as far as it shows here", {
    headers,
  });
}

function edgeHit(services: Services, request: Request, lookup: EdgeLookup) {
  if (lookup.kind === "closed" || lookup.entry?.kind !== "value") return null;
  if (wantsFresh(request)) return null;
  const { value, ageSeconds } = lookup.entry;
  const ttlSeconds = Math.max(0, Math.round(services.settings.EDGE_TTL_SECONDS - ageSeconds));
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
  background(storeValue(services, lookup.url, { ...value, body: forEdge }));
  return {
    value: { ...value, body: forCaller },
    status: { kind: "forwarded", why, isStored: true },
  };
}

/** Looks again before it stores: a write may have been accepted while KV was asked. */
async function storeValue(services: Services, url: string, value: ReadableValue): Promise<void> {
  const lookup = await lookUpEdge(services, url);
  if (lookup.kind === "closed" || keepsOut(lookup.entry, value.version)) {
    await value.body.cancel();
    return;
  }
  const nowMs = services.clock.now();
  await storeAtEdge(services, url, valueEntry(value, services.settings.EDGE_TTL_SECONDS, nowMs));
}

function reasonToForward(lookup: EdgeLookup, request: Request) {
  if (lookup.kind === "closed") return "bypass";
  if (lookup.entry?.kind === "mark") return "stale";
  return wantsFresh(request) ? "request" : "uri-miss";
}

const wantsFresh = (request: Request): boolean =>
  /(^|[\s,])no-(cache|store)([\s,=]|$)/i.test(request.headers.get("Cache-Control") ?? "");
