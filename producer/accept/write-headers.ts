import { err, ok, type Result } from "../../shared/result.ts";
import type { Json } from "../../shared/stamp.ts";
import { splitTags, type Tag, tagsProblem } from "../../shared/tags.ts";
import { Version } from "../../shared/version.ts";
import { isContentType, isFormDefault } from "../http/content-type.ts";
import { parseJsonText } from "../http/json-text.ts";
import type { Services } from "../ports.ts";
import { type Problem, type ProblemSlug, problem } from "../problems.ts";
import { tagsOrNone } from "./write-draft.ts";

export const AFTER_HEADER = {
  "Sluice-After": { description: "A version: this write is ordered after it." },
};

export const PUT_HEADERS = {
  ...AFTER_HEADER,
  "Sluice-Metadata": { description: "JSON, kept with the value and given back on reads." },
  "Content-Type": { description: "Given back on reads." },
  "Sluice-Tags": {
    description: "Up to 16 tags, with commas between; given back as `Cache-Tag` on reads.",
  },
};

export type ValueHeaders = {
  readonly metadata: Json | undefined;
  readonly contentType: string | undefined;
  readonly tags: readonly Tag[] | undefined;
};

/** What the headers of a PUT say about its value. */
export function readValueHeaders(headers: Headers): Result<ValueHeaders, Problem> {
  const tags = splitTags(headers.get("Sluice-Tags") ?? "");
  const wrong = tagsProblem(tags);
  if (wrong !== null) return err(headerProblem("invalid-request", "Sluice-Tags", wrong));
  const metadata = readMetadata(headers.get("Sluice-Metadata"));
  if (!metadata.ok) return metadata;
  const contentType = headers.get("Content-Type");
  if (contentType === null || isFormDefault(contentType)) {
    return ok({ metadata: metadata.value, contentType: undefined, tags: tagsOrNone(tags) });
  }
  if (!isContentType(contentType)) {
    const detail = "expected a media type like text/plain; charset=utf-8";
    return err(headerProblem("malformed-header", "Content-Type", detail));
  }
  return ok({ metadata: metadata.value, contentType, tags: tagsOrNone(tags) });
}

/** Orders the next version after the one that the caller names, if it names one. */
export function observeAfter(
  { versions }: Pick<Services, "versions">,
  headers: Headers,
): Result<void, Problem> {
  const after = headers.get("Sluice-After");
  if (after === null) return ok(undefined);
  if (!Version.safeParse(after).success) {
    const detail = "expected a version as receipts give it";
    return err(headerProblem("malformed-version", "Sluice-After", detail));
  }
  const observed = versions.observe(after);
  if (observed.ok) return observed;
  return err(headerProblem("version-ahead", "Sluice-After", aheadDetail(observed.error.aheadMs)));
}

export const aheadDetail = (aheadMs: number): string =>
  `expected a version at most 60000 ms ahead of our clock, got one ${aheadMs} ms ahead`;

function readMetadata(text: string | null): Result<Json | undefined, Problem> {
  if (text === null) return ok(undefined);
  // What is no UTF-8 arrives as this character, for example the Latin-1 that `fetch` sends.
  if (text.includes("\ufffd")) {
    const detail = "expected UTF-8, or JSON in ASCII with escapes like \\u00e9";
    return err(headerProblem("malformed-header", "Sluice-Metadata", detail));
  }
  const parsed = parseJsonText(text);
  if (parsed.ok) return parsed;
  const { slug, pointer, detail } = parsed.error;
  const place = pointer === "" ? "" : ` (at ${pointer})`;
  return err(
    headerProblem(
      slug === "malformed-json" ? "malformed-header" : slug,
      "Sluice-Metadata",
      detail + place,
    ),
  );
}

export function headerProblem(slug: ProblemSlug, header: string, detail: string): Problem {
  return problem(slug, `${header}: ${detail}`, { errors: [{ header, detail }] });
}
