import { NOTHING_DIGEST } from "../content-digest.ts";
import { contentId } from "./content-id.ts";
import type { Candidate, Written } from "./key-state.ts";
import type { AppliedAs } from "./report.ts";

/** The state of a version that took effect. */
export const stateAs = (as: AppliedAs): "applied" | "expired" =>
  as === "expired" ? as : "applied";

/** What a put or delete that took effect has left in KV. */
export function leftBy(candidate: Candidate, as: AppliedAs): Written {
  const { version, carried, digest, expiresAtMs, operation, tags } = candidate;
  const content = contentId(version, carried);
  if (as !== "expired" && operation === "put") {
    const written = { content, stamp: version, digest, expiresAtMs };
    return tags.length === 0 ? written : { ...written, tags };
  }
  const left = as === "expired" && digest !== null ? NOTHING_DIGEST : digest;
  return { content, stamp: null, digest: left, expiresAtMs: null };
}

/** A success that comes after a newer one may have landed after that, too. */
export const uncompared = (written: Written | null): Written | null =>
  written === null ? null : { ...written, digest: null };
