import * as z from "zod/mini";
import { isDotSegment } from "./dot-segment.ts";

/** Tags of one intent. */
export const MAX_TAGS = 16;
/**
 * Cloudflare takes cache tags of up to 1,024 printable ASCII characters without spaces
 * (https://developers.cloudflare.com/cache/how-to/purge-cache/purge-by-tags/). Ours are shorter, since
 * all tags of a key have to fit into its metadata beside the caller's own.
 */
export const MAX_TAG_LENGTH = 64;

/** Printable ASCII but space and comma: safe in a header list as it is. */
const TAG = /^[!-+\--~]{1,64}$/;

export const TAG_EXPECTED = `expected a tag of 1 to ${MAX_TAG_LENGTH} printable ASCII characters without spaces and commas`;

export const Tag = z.string(TAG_EXPECTED).check(z.regex(TAG, TAG_EXPECTED));
export type Tag = z.infer<typeof Tag>;

const NEW_TAG_EXPECTED = `${TAG_EXPECTED}, other than "." and ".."`;

/** A tag that a write may bring, since a purge can name it; `Tag` also takes what older versions of Sluice have stored. */
export const NewTag = Tag.check(z.refine((tag) => !isDotSegment(tag), NEW_TAG_EXPECTED));

export const isTag = (text: unknown): text is Tag => typeof text === "string" && TAG.test(text);

/** Tags are a set: given in another order or twice, they are the same content. */
export const sortTags = (tags: readonly Tag[]): readonly Tag[] => [...new Set(tags)].sort();

/** The elements of a comma list; empty ones count for nothing, as in every list of HTTP. */
export const splitTags = (list: string): readonly string[] =>
  list
    .split(",")
    .map((part) => part.replace(/^[ \t]+|[ \t]+$/g, ""))
    .filter((part) => part !== "");

/** Why these are no tags of a new intent, in words for the caller; null when they are. */
export function tagsProblem(tags: readonly unknown[]): string | null {
  if (tags.length > MAX_TAGS) return `expected at most ${MAX_TAGS} tags, got ${tags.length}`;
  return tags.every((tag) => isTag(tag) && !isDotSegment(tag)) ? null : NEW_TAG_EXPECTED;
}
