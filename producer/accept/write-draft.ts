import * as z from "zod/mini";
import { utf8Bytes } from "../../shared/key.ts";
import { MAX_METADATA_BYTES } from "../../shared/limits.ts";
import { type Json, metadataBytes, stampMetadata } from "../../shared/stamp.ts";
import { sortTags, type Tag } from "../../shared/tags.ts";
import { VERSION_LENGTH, type Version } from "../../shared/version.ts";
import {
  ENVELOPE_VERSION,
  type IntentValue,
  OnFailure,
  Priority,
  type WriteIntent,
} from "../../shared/write-intent.ts";
import { yesOrNo } from "../http/query.ts";

/** How a write may be told to travel, in queries and bodies alike. */
export const deliveryFields = () => ({
  priority: z.exactOptional(Priority),
  onFailure: z.exactOptional(OnFailure),
});

/** The same for queries, which hold text only. */
export const deliveryQuery = () => ({
  ...deliveryFields(),
  skipUnchanged: z.exactOptional(yesOrNo),
});

/** What was said about how a write travels, with defaults where nothing was said. */
export const travelOf = (given: {
  readonly priority?: Priority;
  readonly onFailure?: OnFailure;
  readonly skipUnchanged?: boolean;
}) => ({
  priority: given.priority ?? ("normal" as const),
  onFailure: given.onFailure ?? ("dead-letter" as const),
  ...(given.skipUnchanged === undefined ? {} : { skipUnchanged: given.skipUnchanged }),
});

type Target = {
  readonly namespace: string;
  readonly key: string;
  readonly priority: Priority;
  readonly onFailure: OnFailure;
  /** False: written also if KV holds the same already. Default: the setting SKIP_UNCHANGED. */
  readonly skipUnchanged?: boolean;
};

export type PutDraft = Target & {
  readonly op: "put";
  /** Epoch seconds. */
  readonly expiration: number | undefined;
  readonly metadata: Json | undefined;
  readonly contentType: string | undefined;
  /** Sorted, each once; undefined for none. */
  readonly tags: readonly Tag[] | undefined;
};

export type DeleteDraft = Target & { readonly op: "delete" };

/** A new end, in epoch seconds, for the value that the key holds. */
export type TouchDraft = Target & { readonly op: "touch"; readonly expiration: number };

/** A validated write before it has a version and its value a place. */
export type WriteDraft = PutDraft | DeleteDraft | TouchDraft;

export type AcceptStamp = { readonly version: Version; readonly acceptedAtMs: number };

/** Of what KV will hold; undefined for a write that is to happen in any case. */
export type ContentDigest = string | undefined;

export function putIntent(
  draft: PutDraft,
  stamp: AcceptStamp,
  value: IntentValue,
  digest: ContentDigest,
): WriteIntent {
  return {
    ...envelope(draft, stamp, digest),
    op: "put",
    value,
    ...(draft.expiration === undefined ? {} : { expiration: draft.expiration }),
    ...(draft.metadata === undefined ? {} : { metadata: draft.metadata }),
    ...(draft.contentType === undefined ? {} : { contentType: draft.contentType }),
    ...(draft.tags === undefined ? {} : { tags: [...draft.tags] }),
  };
}

export const deleteIntent = (
  draft: DeleteDraft,
  stamp: AcceptStamp,
  digest: ContentDigest,
): WriteIntent => ({
  ...envelope(draft, stamp, digest),
  op: "delete",
});

export const touchIntent = (draft: TouchDraft, stamp: AcceptStamp): WriteIntent => ({
  ...envelope(draft, stamp, undefined),
  op: "touch",
  expiration: draft.expiration,
});

type Stamped = Pick<PutDraft, "metadata" | "contentType" | "tags">;

/** What KV would store, our stamp included, has to fit; null when it does. */
export function metadataProblem(draft: Stamped): string | null {
  const sizeBytes = stampedBytes(draft);
  if (sizeBytes <= MAX_METADATA_BYTES) return null;
  return `expected at most ${MAX_METADATA_BYTES} bytes of JSON with the stamp of Sluice, got ${sizeBytes}`;
}

/** Metadata as KV will store it, our stamp included. */
export const stampedBytes = (draft: Stamped): number =>
  metadataBytes(stampMetadata({ ...draft, version: "0".repeat(VERSION_LENGTH) }));

/** Tags as a draft has them. */
export const tagsOrNone = (tags: readonly Tag[]): readonly Tag[] | undefined =>
  tags.length === 0 ? undefined : sortTags(tags);

export const envelopeBytes = (intent: WriteIntent): number => utf8Bytes(JSON.stringify(intent));

const envelope = (
  draft: WriteDraft,
  { version, acceptedAtMs }: AcceptStamp,
  digest: ContentDigest,
) => ({
  v: ENVELOPE_VERSION as typeof ENVELOPE_VERSION,
  namespace: draft.namespace,
  key: draft.key,
  version,
  generation: 0,
  acceptedAtMs,
  priority: draft.priority,
  onFailure: draft.onFailure,
  ...(digest === undefined ? {} : { digest }),
});
