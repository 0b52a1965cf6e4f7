import type { KeyName } from "./key.ts";
import { Version } from "./version.ts";

/** All payloads lie under one prefix, so that a sweep lists nothing else. */
export const PAYLOAD_PREFIX = "payloads/";

/** The R2 object of a version's value. */
export const payloadKey = (version: Version): string => `${PAYLOAD_PREFIX}${version}`;

/** The version that an object stands for; null when its name is not one of ours. */
export function versionOfPayloadKey(objectKey: string): Version | null {
  if (!objectKey.startsWith(PAYLOAD_PREFIX)) return null;
  const parsed = Version.safeParse(objectKey.slice(PAYLOAD_PREFIX.length));
  return parsed.success ? parsed.data : null;
}

/**
 * What an object says about itself, so that a sweep finds the ledger row. Percent-encoded, since
 * metadata of R2 travels in headers.
 */
export const payloadLabels = (name: KeyName): Record<"namespace" | "key", string> => ({
  namespace: encodeURIComponent(name.namespace),
  key: encodeURIComponent(name.key),
});

/** The key that `payloadLabels` described; null when the labels are missing or not ours. */
export function keyOfPayloadLabels(labels: Record<string, string> | undefined): KeyName | null {
  const namespace = labels?.namespace;
  const key = labels?.key;
  if (namespace === undefined || key === undefined) return null;
  try {
    return { namespace: decodeURIComponent(namespace), key: decodeURIComponent(key) };
  } catch {
    return null;
  }
}
