import * as z from "zod/mini";
import { MAX_METADATA_BYTES } from "../../shared/limits.ts";
import { unstampMetadata } from "../../shared/stamp.ts";
import { stampedBytes, tagsOrNone } from "../accept/write-draft.ts";
import type { SourceMatch, SourceOrigin } from "./find-source.ts";
import type { OriginAnswer } from "./origin-answer.ts";
import { purgeableTags, sourceTags } from "./source-tags.ts";

/**
 * What is kept with an answer of a source, as its metadata: what a reader may want to know of a
 * variant, and what Sluice needs to answer and to refresh it. Times in milliseconds since the epoch.
 */
export const SourceRecord = z.lazy(() =>
  z.object({
    sourcePath: z.exactOptional(z.string()),
    width: z.exactOptional(z.number()),
    height: z.exactOptional(z.number()),
    format: z.exactOptional(z.string()),
    quality: z.exactOptional(z.string()),
    compression: z.exactOptional(z.string()),
    derivative: z.exactOptional(z.string()),
    duration: z.exactOptional(z.number()),
    fps: z.exactOptional(z.number()),
    cacheTags: z.array(z.string()),
    contentType: z.exactOptional(z.string()),
    /** Absent when the source did not announce it and the value was too large to count first. */
    contentLength: z.exactOptional(z.int().check(z.nonnegative())),
    createdAt: z.int(),
    expiresAt: z.int(),
    customData: z.exactOptional(
      z.object({
        /** Absent for a value; else what the source answered in place of one. */
        status: z.exactOptional(z.int()),
        location: z.exactOptional(z.url({ protocol: /^https?$/ })),
        etag: z.exactOptional(z.string()),
        lastModified: z.exactOptional(z.string()),
      }),
    ),
  }),
);
export type SourceRecord = z.infer<typeof SourceRecord>;

export function sourceRecord(
  { prefix }: Pick<SourceMatch, "prefix">,
  { path, options }: SourceOrigin,
  answer: Pick<OriginAnswer, "status" | "location" | "contentType" | "sizeBytes" | "validators">,
  createdAt: number,
  ttlSeconds: number,
): SourceRecord {
  const custom = {
    ...(answer.status === 200 ? {} : { status: answer.status }),
    ...(answer.location === null ? {} : { location: answer.location }),
    ...answer.validators,
  };
  const record = {
    sourcePath: path,
    ...variantOf(new Map(options)),
    cacheTags: sourceTags(prefix, path, new Map(options)),
    ...(answer.contentType === undefined ? {} : { contentType: answer.contentType }),
    ...(answer.sizeBytes === null ? {} : { contentLength: answer.sizeBytes }),
    createdAt,
    expiresAt: createdAt + ttlSeconds * 1_000,
    ...(Object.keys(custom).length === 0 ? {} : { customData: custom }),
  };
  return fitted(record, answer.contentType);
}

/** Whether KV takes the record with the stamp of Sluice; it may not for a long redirect. */
export const fitsKv = (record: SourceRecord, contentType: string | undefined): boolean =>
  stampedBytes({
    metadata: record,
    contentType,
    tags: tagsOrNone(purgeableTags(record.cacheTags)),
  }) <= MAX_METADATA_BYTES;

/** The record in what KV or the edge keeps; null for values of other writers. */
export const readRecord = (stored: unknown): SourceRecord | null =>
  SourceRecord.safeParse(unstampMetadata(stored).metadata).data ?? null;

export function recordOfHeader(header: string | null): SourceRecord | null {
  if (header === null) return null;
  return SourceRecord.safeParse(JSON.parse(header)).data ?? null;
}

const NAMES = {
  width: "w",
  height: "h",
  duration: "duration",
  fps: "fps",
  format: "f",
  quality: "q",
  compression: "c",
  derivative: "derivative",
} as const;
const NUMBERS: readonly string[] = ["width", "height", "duration", "fps"];

function variantOf(options: ReadonlyMap<string, string>): Partial<SourceRecord> {
  const variant: Record<string, string | number> = {};
  for (const [name, option] of Object.entries(NAMES)) {
    const text = options.get(option);
    if (text === undefined) continue;
    if (!NUMBERS.includes(name)) variant[name] = text;
    else if (/^\d{1,9}(\.\d{1,6})?$/.test(text)) variant[name] = Number(text);
  }
  return variant;
}

/** What is left out first when the whole is too large for KV: what the key itself says, too. */
const LEAST_NEEDED = [
  "sourcePath",
  "derivative",
  "quality",
  "compression",
  "format",
  "contentType",
];

function fitted(record: SourceRecord, contentType: string | undefined): SourceRecord {
  const shorter = [
    record,
    { ...record, cacheTags: record.cacheTags.slice(1) },
    ...LEAST_NEEDED.map((_, index) => without(record, LEAST_NEEDED.slice(0, index + 1))),
  ];
  return shorter.find((one) => fitsKv(one, contentType)) ?? withoutValidators(record);
}

function withoutValidators(record: SourceRecord): SourceRecord {
  const bare = without(record, LEAST_NEEDED);
  if (bare.customData === undefined) return bare;
  const { etag: _etag, lastModified: _modified, ...needed } = bare.customData;
  return { ...bare, customData: needed };
}

const without = (record: SourceRecord, names: readonly string[]): SourceRecord => ({
  ...(Object.fromEntries(
    Object.entries(record).filter(([name]) => !names.includes(name)),
  ) as SourceRecord),
  cacheTags: [],
});
