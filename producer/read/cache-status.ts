/** Where an answer came from. RFC 9211, https://www.rfc-editor.org/rfc/rfc9211. */
export type CacheStatus =
  | { readonly kind: "hit"; readonly ttlSeconds: number }
  | {
      readonly kind: "forwarded";
      /** `stale`: what lay here is older than an accepted write. */
      readonly why: "uri-miss" | "request" | "stale" | "bypass";
      readonly isStored: boolean;
    };

export function cacheStatusHeader(status: CacheStatus): string {
  if (status.kind === "hit") return `sluice-edge; hit; ttl=${status.ttlSeconds}`;
  return `sluice-edge; fwd=${status.why}${status.isStored ? "; stored" : ""}`;
}
