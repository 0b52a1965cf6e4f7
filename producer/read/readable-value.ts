import { unstampMetadata } from "../../shared/stamp.ts";
import { isTag, MAX_TAGS } from "../../shared/tags.ts";
import type { Version } from "../../shared/version.ts";
import { asciiJson } from "../http/ascii-json.ts";
import { isContentType } from "../http/content-type.ts";
import type { StoredValue } from "../ports.ts";

/** A value on its way to a reader. Whoever wrote it, nothing of it can break a header. */
export type ReadableValue = {
  readonly body: ReadableStream<Uint8Array>;
  /** Null for values of other writers. */
  readonly version: Version | null;
  readonly contentType: string;
  /** JSON in ASCII, without our stamp. */
  readonly metadataHeader: string | null;
  /** A list in which every element is a tag by our own rules. */
  readonly tagsHeader: string | null;
  /** Absent while nobody knows. */
  readonly sizeBytes?: number;
};

export const UNKNOWN_TYPE = "application/octet-stream";

export function readableValue(stored: StoredValue): ReadableValue {
  const { version, contentType, tags, metadata } = unstampMetadata(stored.metadata);
  return {
    body: stored.body,
    version,
    contentType: contentType !== null && isContentType(contentType) ? contentType : UNKNOWN_TYPE,
    metadataHeader: metadata === undefined ? null : asciiJson(metadata),
    tagsHeader: tagsHeader(tags),
  };
}

/** Null for none, and for what another writer has stamped without measure. */
export const tagsHeader = (tags: readonly string[]): string | null =>
  tags.length === 0 || tags.length > MAX_TAGS || !tags.every(isTag) ? null : tags.join(",");
