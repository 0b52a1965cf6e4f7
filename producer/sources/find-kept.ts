import { reach } from "../reach.ts";
import { keepsOut } from "../read/edge-entry.ts";
import { lookUpEdge } from "../read/look-up-edge.ts";
import type { Mark } from "../read/mark-pace.ts";
import { type ReadableValue, readableValue } from "../read/readable-value.ts";
import { storeIfNewest } from "../read/store-if-newest.ts";
import type { Found, SourceRead } from "./source-read.ts";
import { readRecord, recordOfHeader, type SourceRecord } from "./source-record.ts";

/** What the edge keeps under the key; null when it is nothing. */
export async function findAtEdge({ services, edgeUrl }: SourceRead): Promise<Found | null> {
  const lookup = await lookUpEdge(services, edgeUrl);
  if (lookup.kind === "closed" || lookup.entry?.kind !== "value") return null;
  const { value, ttlSeconds } = lookup.entry;
  const record = recordOfHeader(value.metadataHeader);
  return {
    value: sized(value, record),
    record,
    cacheStatus: [`sluice-edge; hit; ttl=${ttlSeconds}`],
  };
}

/** The newest write that was accepted here and that no reader has seen in KV yet. */
export async function findMark({ services, edgeUrl }: SourceRead): Promise<Mark | null> {
  const lookup = await lookUpEdge(services, edgeUrl);
  return lookup.kind === "open" && lookup.entry?.kind === "mark" ? lookup.entry : null;
}

/**
 * What KV keeps under the key, on its way into the edge cache; null when it is nothing. A KV that
 * does not answer counts as one that has nothing, since there is a source.
 */
export async function findInKv(read: SourceRead): Promise<Found | null> {
  const { services, match, background, edgeUrl } = read;
  const stored = await reach(services, "KV", () => services.values.get(match.name));
  if (!stored.ok || stored.value === null) return null;
  const value = readableValue(stored.value);
  const record = readRecord(stored.value.metadata);
  const ttlSeconds = leftSeconds(read, record);
  const hit = `sluice-kv; hit${record === null ? "" : `; ttl=${ttlSeconds}`}`;
  const lookup = await lookUpEdge(services, edgeUrl);
  if (lookup.kind === "closed" || keepsOut(lookup.entry, value.version)) {
    const cacheStatus = [hit, "sluice-edge; fwd=uri-miss"];
    return { value: sized(value, record), record, cacheStatus };
  }
  const [forCaller, forEdge] = value.body.tee();
  const lifeSeconds = Math.min(services.settings.EDGE_TTL_SECONDS, ttlSeconds);
  background(storeIfNewest(services, edgeUrl, { ...value, body: forEdge }, lifeSeconds));
  const cacheStatus = [hit, "sluice-edge; fwd=uri-miss; stored"];
  return { value: sized({ ...value, body: forCaller }, record), record, cacheStatus };
}

/** At least a second: what KV still gives is still good. */
function leftSeconds({ services }: SourceRead, record: SourceRecord | null): number {
  if (record === null) return services.settings.EDGE_TTL_SECONDS;
  return Math.max(1, Math.round((record.expiresAt - services.clock.now()) / 1_000));
}

const sized = (value: ReadableValue, record: SourceRecord | null): ReadableValue =>
  record?.contentLength === undefined ? value : { ...value, sizeBytes: record.contentLength };
