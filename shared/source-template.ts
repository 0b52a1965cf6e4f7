import { isDotSegment } from "./dot-segment.ts";
import type { SourceKey } from "./source-key.ts";

type Part = "path" | "query" | "key";

const PLACEHOLDER = /\{([^{}]*)\}/g;
/** Scheme and host stand in the template itself; http is for a server on the same machine. */
const FIXED_ORIGIN = /^(?:https:\/\/[^/?#{}@]+|http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?)\//;

/** Why this cannot be a source's URL, in words for who sets it; null when it can. */
export function templateProblem(template: string): string | null {
  if (!FIXED_ORIGIN.test(template)) {
    return "expected https:// with a host and a path, with no user and no placeholder before the path (http:// for localhost only)";
  }
  const names = placeholders(template);
  if (names.some((name) => !["path", "query", "key"].includes(name))) {
    return "expected no other placeholders than {path}, {query} and {key}";
  }
  if (new Set(names).size !== names.length) return "expected every placeholder once";
  if (names.includes("path") === names.includes("key")) return "expected either {path} or {key}";
  if (names.includes("query") && (names.includes("key") || !/[?&]\{query\}$/.test(template))) {
    return "expected {query} beside {path} only, as the end of the query: ?{query} or &{query}";
  }
  const sample = template.replace(PLACEHOLDER, "x");
  if (!URL.canParse(sample) || new URL(sample).href !== sample || sample.includes("#")) {
    return "expected a URL as browsers write it: lower-case host, encoded, without a fragment";
  }
  return null;
}

/** Whether keys of this source are a path with options, rather than any text. */
export const hasPath = (template: string): boolean => placeholders(template).includes("path");

/** Whether options of a key reach the source; a key with options has no place where they do not. */
export const hasQuery = (template: string): boolean => placeholders(template).includes("query");

/**
 * The URL of a key that is any text; null when no such URL is below the template's own path, as for
 * `..`.
 */
export const urlOfText = (template: string, text: string): string | null =>
  filled(template, { key: encodeStrictly(text) });

/** The URL of a path with options; null for a path that would climb or that has empty segments. */
export function urlOfPath(template: string, { path, options }: SourceKey): string | null {
  const segments = path.split("/");
  if (segments.some((segment) => segment === "" || isDotSegment(segment))) return null;
  const query = options
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .join("&");
  return filled(template, { path: segments.map(encodeStrictly).join("/"), query });
}

const placeholders = (template: string): readonly string[] =>
  [...template.matchAll(PLACEHOLDER)].map((match) => match[1] ?? "");

function filled(template: string, parts: Partial<Record<Part, string>>): string | null {
  const url = template
    .replace(PLACEHOLDER, (_, name: Part) => parts[name] ?? "")
    .replace(parts.query === "" ? /[?&]$/ : /$^/, "");
  // A URL that a parser would change could lead elsewhere than the template says.
  return URL.canParse(url) && new URL(url).href === url ? url : null;
}

/** Everything but letters, digits and `-_.~` is percent-encoded, so that no parser changes it. */
const encodeStrictly = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
