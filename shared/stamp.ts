import type * as z from "zod/mini";
import { utf8Bytes } from "./key.ts";
import { isTag, type Tag } from "./tags.ts";
import { Version } from "./version.ts";

export type Json = z.core.util.JSONType;

/** What Sluice adds to a value's metadata, under the member `sluice`. */
type Stamp = {
  readonly v: Version;
  readonly t?: string;
  readonly g?: readonly string[];
  readonly m?: Json;
};

type Stamped = {
  readonly version: Version;
  readonly contentType?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly metadata?: Json | undefined;
};

/** The metadata as stored in KV: the caller's members beside our stamp. */
export function stampMetadata(value: Stamped): Record<string, Json> {
  const stamp = {
    v: value.version,
    ...(value.contentType === undefined ? {} : { t: value.contentType }),
    ...(value.tags === undefined ? {} : { g: [...value.tags] }),
  };
  if (value.metadata === undefined) return { sluice: stamp };
  // A caller's own member `sluice` would be overwritten and an empty object would leave no trace, so
  // such metadata is kept whole under `m`.
  if (isPlainObject(value.metadata) && fitsBeside(value.metadata)) {
    return { ...value.metadata, sluice: stamp };
  }
  return { sluice: { ...stamp, m: value.metadata } };
}

/** What `stampMetadata` stored; without a version for values of other writers. */
export type Unstamped = {
  readonly version: Version | null;
  readonly contentType: string | null;
  readonly tags: readonly Tag[];
  readonly metadata: Json | undefined;
};

export function unstampMetadata(stored: unknown): Unstamped {
  const metadata = stored === null || stored === undefined ? undefined : (stored as Json);
  const foreign = { version: null, contentType: null, tags: [], metadata };
  if (!isPlainObject(metadata)) return foreign;
  const stamp = metadata.sluice;
  if (!isStamp(stamp)) return foreign;
  const { sluice: _stamp, ...own } = metadata;
  const hasOwn = Object.keys(own).length > 0;
  return {
    version: stamp.v,
    contentType: typeof stamp.t === "string" ? stamp.t : null,
    tags: Array.isArray(stamp.g) ? stamp.g.filter(isTag) : [],
    metadata: stamp.m !== undefined ? stamp.m : hasOwn ? own : undefined,
  };
}

export const metadataBytes = (metadata: Json): number => utf8Bytes(JSON.stringify(metadata));

const fitsBeside = (metadata: Record<string, Json>): boolean =>
  Object.keys(metadata).length > 0 && !Object.hasOwn(metadata, "sluice");

function isPlainObject(value: unknown): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isStamp(value: unknown): value is Stamp {
  return isPlainObject(value) && Version.safeParse(value.v).success;
}
