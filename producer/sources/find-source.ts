import type { KeyName } from "../../shared/key.ts";
import { longestPrefix } from "../../shared/prefix-table.ts";
import type { Settings } from "../../shared/settings.ts";
import { keyText, parseSourceKey, type SourceOption } from "../../shared/source-key.ts";
import { hasPath, hasQuery, urlOfPath, urlOfText } from "../../shared/source-template.ts";
import type { Source } from "../../shared/sources.ts";

/** A key under a source's prefix. */
export type SourceMatch = {
  readonly prefix: string;
  readonly source: Source;
  /** With its options in canonical order, where keys of the source have options. */
  readonly name: KeyName;
  /** Null for a key that the source cannot be asked for: only KV may have it. */
  readonly origin: SourceOrigin | null;
};

export type SourceOrigin = {
  readonly url: string;
  readonly path: string;
  readonly options: readonly SourceOption[];
};

/** The source of the longest prefix that a key begins with; null when no source covers it. */
export function findSource(sources: Settings["SOURCES"], name: KeyName): SourceMatch | null {
  const found = longestPrefix(sources, name.key, ({ namespace }) => namespace === name.namespace);
  if (found === null) return null;
  const { prefix, entry: source } = found;
  const plain = { prefix, source, name };
  if (!hasPath(source.url)) {
    const path = name.key.slice(prefix.length);
    const url = path === "" ? null : urlOfText(source.url, path);
    return { ...plain, origin: url === null ? null : { url, path, options: [] } };
  }
  const key = parseSourceKey(prefix, name.key);
  const url = key === null ? null : urlOfPath(source.url, key);
  if (key === null || url === null || (key.options.length > 0 && !hasQuery(source.url))) {
    return { ...plain, origin: null };
  }
  const canonical = { namespace: name.namespace, key: keyText(prefix, key) };
  return { ...plain, name: canonical, origin: { url, ...key } };
}
