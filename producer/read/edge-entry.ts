import { hexOf } from "../../shared/hex.ts";
import type { KeyName } from "../../shared/key.ts";
import { Version } from "../../shared/version.ts";
import type { Digest } from "../ports.ts";
import type { Mark } from "./mark-pace.ts";
import type { ReadableValue } from "./readable-value.ts";

/** How long a mark keeps old values out: longer than KV needs to show a write everywhere. */
export const MARK_TTL_SECONDS = 120;

const KIND_HEADER = "Sluice-Entry";
const OP_HEADER = "Sluice-Op";

export type EdgeEntry =
  | { readonly kind: "value"; readonly value: ReadableValue; readonly ttlSeconds: number }
  | ({ readonly kind: "mark" } & Mark);

/** Made from namespace and key alone: nothing that a caller sends can point at another entry. */
export async function edgeUrl(digest: Digest, name: KeyName): Promise<string> {
  const hash = await digest.sha256(new TextEncoder().encode(name.key));
  return `https://sluice.invalid/${encodeURIComponent(name.namespace)}/${hexOf(hash)}`;
}

export const markEntry = ({ version, op }: Mark): Response =>
  new Response(null, {
    headers: {
      "Cache-Control": `max-age=${MARK_TTL_SECONDS}`,
      [KIND_HEADER]: "mark",
      [OP_HEADER]: op,
      "Sluice-Version": version,
    },
  });

export function valueEntry(value: ReadableValue, ttlSeconds: number, nowMs: number): Response {
  const headers = new Headers({
    "Cache-Control": `max-age=${ttlSeconds}`,
    "Content-Type": value.contentType,
    [KIND_HEADER]: "value",
    "Sluice-Until": String(nowMs + ttlSeconds * 1_000),
  });
  if (value.version !== null) headers.set("Sluice-Version", value.version);
  if (value.metadataHeader !== null) headers.set("Sluice-Metadata", value.metadataHeader);
  // Not as Cache-Tag, which belongs to the cache itself.
  if (value.tagsHeader !== null) headers.set("Sluice-Tags", value.tagsHeader);
  return new Response(value.body, { headers });
}

/** What lies in the cache; null when it is nothing that we put there. */
export function parseEntry(response: Response, nowMs: number): EdgeEntry | null {
  const { headers } = response;
  const given = headers.get("Sluice-Version");
  const version = given === null ? null : (Version.safeParse(given).data ?? null);
  switch (headers.get(KIND_HEADER)) {
    case "mark":
      return version === null ? null : { kind: "mark", version, op: opOf(headers) };
    case "value":
      return {
        kind: "value",
        ttlSeconds: Math.max(0, Math.round((Number(headers.get("Sluice-Until")) - nowMs) / 1_000)),
        value: {
          version,
          body: response.body ?? new Blob([]).stream(),
          contentType: headers.get("Content-Type") ?? "application/octet-stream",
          metadataHeader: headers.get("Sluice-Metadata"),
          tagsHeader: headers.get("Sluice-Tags"),
        },
      };
    default:
      return null;
  }
}

const opOf = (headers: Headers): Mark["op"] =>
  headers.get(OP_HEADER) === "delete" ? "delete" : "put";

/** Whether a value that KV answered must not take the place of what lies in the cache. */
export function keepsOut(entry: EdgeEntry | null, version: Version | null): boolean {
  const newest =
    entry === null ? null : entry.kind === "mark" ? entry.version : entry.value.version;
  return newest !== null && (version === null || version < newest);
}
