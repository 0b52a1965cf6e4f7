import { unreachable } from "../result.ts";
import type { Version } from "../version.ts";
import type { KeyNews } from "./key-news.ts";
import { type LeftOutReason, sortValue } from "./sort-value.ts";
import type { ViewDefinition } from "./view-setting.ts";

/**
 * What a view knows of a key: `shown` may stand in the document, `trimmed` is too old for it now and
 * its value was dropped, `wanted` has to be read from KV, `left-out` cannot be sorted, and `gone`
 * remembers what ended, so that late news do not bring it back.
 */
export type ViewEntry = {
  readonly key: string;
  /** "" for a value that another writer put into KV: older than any version. */
  readonly version: Version | "";
  readonly touch: Version | "";
  /**
   * What the ledger has told is in order. A version that was read from KV may be one with an unknown
   * outcome, which the ledger gives up later and writes over with an older one.
   */
  readonly source: "news" | "kv";
  /** When the view last learned something of the key. */
  readonly toldAtMs: number;
  readonly endsAtMs: number | null;
  readonly content: EntryContent;
};

export type EntryContent =
  | { readonly kind: "shown"; readonly sort: number; readonly text: string }
  | { readonly kind: "trimmed"; readonly sort: number }
  | { readonly kind: "wanted"; readonly dueAtMs: number }
  | { readonly kind: "left-out"; readonly reason: LeftOutReason }
  | { readonly kind: "gone" };

type Definition = Pick<ViewDefinition, "sortBy" | "maxBytes">;

/** The entry after news of its key; null when they are older than what is known. */
export function entryAfterNews(
  entry: ViewEntry | null,
  news: KeyNews,
  definition: Definition,
  nowMs: number,
): ViewEntry | null {
  if (entry !== null && isOlder(news, entry)) return null;
  const { key, version, touch, holds } = news;
  const told = { key, version, touch, source: "news", toldAtMs: nowMs } as const;
  switch (holds.kind) {
    case "nothing":
      return { ...told, endsAtMs: null, content: { kind: "gone" } };
    case "value": {
      const { endsAtMs, text } = holds;
      if (version === "") return entryAfterUnknown(entry, { ...told, endsAtMs });
      const content = text === null ? untold(entry, version, nowMs) : contentOf(text, definition);
      return { ...told, endsAtMs, content };
    }
    default:
      return unreachable(holds);
  }
}

/** A touch of what the ledger does not know moves the end of whatever KV holds. */
function entryAfterUnknown(entry: ViewEntry | null, told: Omit<ViewEntry, "content">): ViewEntry {
  const { touch, toldAtMs, endsAtMs } = told;
  if (entry === null || entry.content.kind === "gone") {
    return { ...told, source: "kv", content: { kind: "wanted", dueAtMs: toldAtMs } };
  }
  return { ...entry, touch, toldAtMs, endsAtMs };
}

function isOlder(news: KeyNews, entry: ViewEntry): boolean {
  if (entry.source === "kv") return false;
  // A put that is newer than such a touch, or carried it, was told after it.
  if (news.version === "") return news.touch <= entry.version || news.touch <= entry.touch;
  if (news.version !== entry.version) return news.version < entry.version;
  if (news.touch !== entry.touch) return news.touch < entry.touch;
  // A value is deleted under its own version when it is written over after its end; what told of it
  // before may come later.
  const isEnding = news.holds.kind === "value" && news.holds.endsAtMs !== null;
  return isEnding && entry.content.kind === "gone";
}

/** A touch leaves the value that is known already; any other value has to be read. */
function untold(entry: ViewEntry | null, version: Version | "", nowMs: number): EntryContent {
  const isKnown = entry?.version === version && entry.content.kind !== "gone";
  return isKnown ? entry.content : { kind: "wanted", dueAtMs: nowMs };
}

export function contentOf(text: string, definition: Definition): EntryContent {
  const sorted = sortValue(text, definition);
  return sorted.kind === "sorted" ? { kind: "shown", sort: sorted.sort, text } : sorted;
}

/** An entry whose value KV has dropped at its end. */
export const endedEntry = (entry: ViewEntry, nowMs: number): ViewEntry => ({
  ...entry,
  toldAtMs: nowMs,
  endsAtMs: null,
  content: { kind: "gone" },
});
