import { MAX_VALUE_BYTES, MIN_TTL_SECONDS } from "../../shared/limits.ts";
import type { Version } from "../../shared/version.ts";
import { acceptPut, type IncomingValue } from "../accept/accept-put.ts";
import { tagsOrNone } from "../accept/write-draft.ts";
import { asciiJson } from "../http/ascii-json.ts";
import type { PayloadUploads } from "../payload-uploads.ts";
import { MARK_TTL_SECONDS } from "../read/edge-entry.ts";
import { tagsHeader, UNKNOWN_TYPE } from "../read/readable-value.ts";
import { storeIfNewest } from "../read/store-if-newest.ts";
import type { SourceRead, SourceServices } from "./source-read.ts";
import { fitsKv, type SourceRecord } from "./source-record.ts";
import { purgeableTags } from "./source-tags.ts";

/** An answer of a source that is to be kept. */
export type Keeping = {
  readonly record: SourceRecord;
  readonly contentType: string | undefined;
  /** Issued before the source was asked: a write accepted meanwhile is newer. */
  readonly version: Version;
};

/** Where an answer may be kept: its life and the reader's wish decide. */
export type Places = { readonly edge: boolean; readonly kv: boolean };

export function placesFor(
  { services: { settings }, mode }: Pick<SourceRead, "services" | "mode">,
  { record, contentType }: Keeping,
  sizeBytes: number | null,
): Places {
  const ttlSeconds = lifeSeconds(record);
  if (ttlSeconds === 0 || mode === "past-all" || (sizeBytes ?? 0) > MAX_VALUE_BYTES) {
    return { edge: false, kv: false };
  }
  const isLongEnough = ttlSeconds >= MIN_TTL_SECONDS;
  return {
    edge: settings.EDGE_TTL_SECONDS > 0,
    kv: mode === "cached" && isLongEnough && fitsKv(record, contentType),
  };
}

/**
 * Hands an answer to the pipeline as a write like any other. Of a cached copy nobody needs a dead
 * letter, so one that fails for good is dropped.
 */
export async function keepInKv(
  { services, match }: Pick<SourceRead, "services" | "match">,
  { record, contentType, version }: Keeping,
  value: IncomingValue,
): Promise<void> {
  const draft = {
    op: "put",
    ...match.name,
    priority: "normal",
    onFailure: "drop",
    expiration: Math.floor(record.expiresAt / 1_000),
    metadata: record,
    contentType,
    tags: tagsOrNone(purgeableTags(record.cacheTags)),
  } as const;
  const { signal } = new AbortController();
  const accepted = await acceptPut(
    // It outlives the request that brought it, and does all it has to do before it returns.
    { services: stampedWith(services, version), background: () => {}, signal },
    draft,
    value,
  );
  if (accepted.ok) return;
  await release(value);
  const { detail } = accepted.error;
  services.report({ kind: "source-not-stored", source: match.prefix, detail });
}

/** A write that was refused unread holds up every other reader of its stream. */
async function release(value: IncomingValue): Promise<void> {
  if (value.kind === "stream" && value.stream?.locked === false) await value.stream.cancel();
}

/**
 * Keeps an answer at the edge for as long as KV may need to show it, at least: KV remembers for a
 * minute that it had nothing.
 */
export function keepAtEdge(
  { services, edgeUrl }: Pick<SourceRead, "services" | "edgeUrl">,
  { record, contentType, version }: Keeping,
  body: ReadableStream<Uint8Array>,
): Promise<void> {
  const longest = Math.max(services.settings.EDGE_TTL_SECONDS, MARK_TTL_SECONDS);
  const value = {
    body,
    version,
    contentType: contentType ?? UNKNOWN_TYPE,
    metadataHeader: asciiJson(record),
    tagsHeader: tagsHeader(purgeableTags(record.cacheTags)),
  };
  return storeIfNewest(services, edgeUrl, value, Math.min(longest, lifeSeconds(record)));
}

export const lifeSeconds = ({ createdAt, expiresAt }: SourceRecord): number =>
  (expiresAt - createdAt) / 1_000;

/**
 * No mark is left at the edge, where the very answer is going to be. And no upload waits for its
 * turn, since a reader of the same stream would wait with it: then there is no copy.
 */
const stampedWith = (services: SourceServices, version: Version) => ({
  ...services,
  payloads: services.payloads === null ? null : atOnce(services.payloads),
  settings: { ...services.settings, EDGE_TTL_SECONDS: 0 },
  versions: { ...services.versions, next: () => version },
});

const atOnce = (payloads: PayloadUploads): PayloadUploads => ({
  begin: (name, sizeBytes) => payloads.begin(name, sizeBytes, "at-once"),
  delete: (version) => payloads.delete(version),
});
