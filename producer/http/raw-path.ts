import { err, ok, type Result } from "../../shared/result.ts";
import { type Problem, problem } from "../problems.ts";

/**
 * The path as it was sent. Routers decode it, and pass what they cannot decode through as it is:
 * a key has to be exact.
 */
export function rawPath(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  if (start === -1) return "/";
  const end = url.slice(start).search(/[?#]/);
  return end === -1 ? url.slice(start) : url.slice(start, start + end);
}

/** The parameter that takes the rest of the path, slashes included. */
export const REST_PARAMETER = "key";

/** The raw parameters of a path, or null when it is another route's. Parameters are never empty. */
export function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const names = pattern.split("/");
  const parts = path.split("/");
  const last = names.length - 1;
  if (names[last] === `:${REST_PARAMETER}` && parts.length > names.length) {
    parts.splice(last, parts.length, parts.slice(last).join("/"));
  }
  if (parts.length !== names.length) return null;
  const found: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const part = parts[index] ?? "";
    if (!name.startsWith(":")) {
      if (name !== part) return null;
    } else if (part === "") return null;
    else found[name.slice(1)] = part;
  }
  return found;
}

/** Percent-decoding that refuses what is malformed or not UTF-8. */
export function decodePath(
  raw: Readonly<Record<string, string>>,
): Result<Readonly<Record<string, string>>, Problem> {
  const decoded: Record<string, string> = {};
  for (const [name, part] of Object.entries(raw)) {
    try {
      decoded[name] = decodeURIComponent(part);
    } catch {
      const detail = "expected percent-encoded UTF-8 as encodeURIComponent makes it";
      return err(
        problem("malformed-path", `the ${name} in the path: ${detail}`, {
          errors: [{ parameter: name, detail }],
        }),
      );
    }
  }
  return ok(decoded);
}
