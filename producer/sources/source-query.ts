import * as z from "zod/mini";
import { yesOrNo } from "../http/query.ts";
import { type Problem, problem } from "../problems.ts";
import type { ReadMode } from "./source-read.ts";

/** How a reader may ask past the caches of a key that has a source. */
export const sourceQuery = () => ({
  debug: z.exactOptional(yesOrNo),
  "no-kv-cache": z.exactOptional(yesOrNo),
});

type SourceQuery = { readonly debug?: boolean; readonly "no-kv-cache"?: boolean };

export function readMode(query: SourceQuery): ReadMode {
  if (query.debug === true) return "past-all";
  return query["no-kv-cache"] === true ? "past-kv" : "cached";
}

/** What a key without a source is refused; null when nothing was asked. */
export function sourceQueryProblem(query: SourceQuery): Problem | null {
  const asked = (["debug", "no-kv-cache"] as const).filter((name) => query[name] === true);
  if (asked.length === 0) return null;
  const detail = "expected a key that a source covers: without one there is nothing but KV";
  const errors = asked.map((parameter) => ({ parameter, detail }));
  return problem("invalid-request", "the query is refused: see errors", { errors });
}
