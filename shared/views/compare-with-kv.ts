import type { Version } from "../version.ts";
import { contentOf, endedEntry, type ViewEntry } from "./view-entry.ts";
import type { ViewDefinition } from "./view-setting.ts";

/** A key as KV lists it. */
export type ListedKey = {
  readonly key: string;
  /** "" when another writer has put it there. */
  readonly version: Version | "";
  readonly endsAtMs: number | null;
};

/** A value as KV holds it. */
export type ReadValue = { readonly version: Version | ""; readonly text: string };

/**
 * KV may answer with what it held a minute ago, a list with more. News that are younger than this
 * count more than what KV says: if that is newer, its news are on their way or its write is in doubt.
 */
export const KV_LAG_MS = 600_000;
/** What a read has not shown yet is read again after this. */
const READ_AGAIN_MS = 30_000;

/** The entry after its key was listed; null when it stays. */
export function entryAfterListing(
  entry: ViewEntry | null,
  listed: ListedKey,
  nowMs: number,
): ViewEntry | null {
  const { key, version, endsAtMs } = listed;
  const wanted = {
    key,
    version,
    touch: "",
    source: "kv",
    toldAtMs: nowMs,
    endsAtMs,
    content: { kind: "wanted", dueAtMs: nowMs },
  } as const;
  if (entry === null) return wanted;
  if (isFresh(entry, nowMs) && entry.source === "news") return null;
  if (version > entry.version) return wanted;
  if (isFresh(entry, nowMs)) return null;
  if (version !== entry.version || entry.content.kind === "gone") return wanted;
  return endsAtMs === entry.endsAtMs ? null : { ...entry, endsAtMs };
}

/** The entry after a complete list without its key; null when it stays. */
export function entryAfterAbsence(entry: ViewEntry, nowMs: number): ViewEntry | null {
  if (entry.content.kind === "gone" || isFresh(entry, nowMs)) return null;
  return endedEntry(entry, nowMs);
}

/** The entry after its value was read from KV; null when newer news have come meanwhile. */
export function entryAfterRead(
  entry: ViewEntry | null,
  read: ReadValue | null,
  definition: Pick<ViewDefinition, "sortBy" | "maxBytes">,
  nowMs: number,
): ViewEntry | null {
  if (entry === null || entry.content.kind !== "wanted") return null;
  const isStale = read === null || read.version < entry.version;
  if (isStale && isFresh(entry, nowMs)) {
    return { ...entry, content: { kind: "wanted", dueAtMs: nowMs + READ_AGAIN_MS } };
  }
  if (read === null) return endedEntry(entry, nowMs);
  const { version, text } = read;
  const content = contentOf(text, definition);
  if (version === entry.version) return { ...entry, toldAtMs: nowMs, content };
  return { ...entry, version, touch: "", source: "kv", toldAtMs: nowMs, content };
}

const isFresh = ({ toldAtMs }: ViewEntry, nowMs: number): boolean => nowMs - toldAtMs < KV_LAG_MS;
