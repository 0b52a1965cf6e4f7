import type * as z from "zod/mini";
import { MAX_JSON_DEPTH } from "../../shared/limits.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { Json } from "../../shared/stamp.ts";
import type { ProblemSlug } from "../problems.ts";

export type JsonRefusal = {
  readonly slug: Extract<ProblemSlug, "malformed-json" | "invalid-request">;
  readonly pointer: string;
  readonly detail: string;
};

/**
 * Parses JSON from a stranger: nesting is counted before the parser sees it. Refused is what would be
 * stored as something else: members called `__proto__`, which libraries drop or follow silently, and
 * numbers like 1e999, which are written as null again.
 */
export function parseJsonText(text: string): Result<Json, JsonRefusal> {
  if (isDeeperThan(text, MAX_JSON_DEPTH)) {
    const detail = `expected at most ${MAX_JSON_DEPTH} levels of nesting`;
    return err({ slug: "invalid-request", pointer: "", detail });
  }
  const parsed = parse(text);
  if (!parsed.ok) return parsed;
  const lossy = findLossy(parsed.value);
  return lossy === null ? parsed : err({ slug: "invalid-request", ...lossy });
}

/** A JSON pointer, https://www.rfc-editor.org/rfc/rfc6901. */
export const toPointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** Where each issue lies; an unknown member is named itself. */
export function pathsOf(issue: z.core.$ZodIssue): readonly (readonly PropertyKey[])[] {
  if (issue.code !== "unrecognized_keys") return [issue.path];
  return issue.keys.map((name) => [...issue.path, name]);
}

function parse(text: string): Result<Json, JsonRefusal> {
  try {
    return ok(JSON.parse(text) as Json);
  } catch {
    // The parser's own message quotes the text, which may be a value.
    return err({ slug: "malformed-json", pointer: "", detail: "expected JSON" });
  }
}

/** Counts brackets outside strings; what is no JSON at all is left to the parser. */
function isDeeperThan(text: string, maxDepth: number): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else if (code === OPEN_BRACKET || code === OPEN_BRACE) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) depth -= 1;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === BACKSLASH) index += 1;
    else if (code === QUOTE) return index;
  }
  return text.length;
}

type Lossy = Pick<JsonRefusal, "pointer" | "detail">;

/** Depth is bounded by now, so recursion is safe. Nothing is made for each element of a list: a body may hold millions. */
function findLossy(value: Json): Lossy | null {
  if (typeof value === "number" && !Number.isFinite(value)) {
    return { pointer: "", detail: "expected a number that fits into 64 bits of floating point" };
  }
  if (typeof value !== "object" || value === null) return null;
  for (const [name, member] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    const found = name === "__proto__" ? PROTO_MEMBER : findLossy(member);
    if (found !== null) return { ...found, pointer: toPointer([name]) + found.pointer };
  }
  return null;
}

const PROTO_MEMBER: Lossy = { pointer: "", detail: "expected no member named __proto__" };
