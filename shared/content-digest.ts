import type { Json } from "./stamp.ts";

/** What a key holds after a delete: nothing. */
export const NOTHING_DIGEST = "0".repeat(64);

export type Content = {
  /** Lower-case hex. */
  readonly valueSha256: string;
  readonly metadata: Json | undefined;
  readonly contentType: string | undefined;
  /** Epoch seconds. */
  readonly expiration: number | undefined;
  readonly tags: readonly string[] | undefined;
};

/**
 * The text whose SHA-256 is the digest of a put: everything that readers can see of it except its
 * version. Metadata whose members come in another order count as different, which costs one write.
 */
export const contentText = (content: Content): string => {
  const { valueSha256, metadata, contentType, expiration, tags } = content;
  return JSON.stringify({ valueSha256, metadata, contentType, expiration, tags });
};
