import { keyProblem } from "../../shared/key.ts";
import { allowsKey, type KeyAccess } from "../../shared/key-access.ts";
import { asciiJson } from "../http/ascii-json.ts";
import { type Problem, problem } from "../problems.ts";
import { edgeUrl } from "../read/edge-entry.ts";
import { wantsFresh } from "../read/wants-fresh.ts";
import { answerFound } from "./answer-found.ts";
import { findAtEdge, findInKv } from "./find-kept.ts";
import type { SourceMatch } from "./find-source.ts";
import { readOrigin } from "./read-origin.ts";
import { refreshIfDue } from "./refresh.ts";
import { readMode } from "./source-query.ts";
import type { Found, SourceRead } from "./source-read.ts";

type Asked = Pick<SourceRead, "services" | "request" | "background">;

/**
 * A read of a key that has a source: edge cache, then KV, then the source. The caller was let in for
 * the key as it was written; it has to be for the canonical one, too.
 */
export async function readSource(
  asked: Asked,
  access: KeyAccess,
  match: SourceMatch,
  query: Parameters<typeof readMode>[0],
): Promise<Response | Problem> {
  if (!allowsKey(access, match.name)) {
    return problem("key-forbidden", "the key in canonical order lies outside the token's prefixes");
  }
  const detail = keyProblem(match.name.key);
  if (detail !== null) {
    const errors = [{ parameter: "key", detail }];
    return problem("invalid-request", `the key in canonical order: ${detail}`, { errors });
  }
  const { services } = asked;
  const url = await edgeUrl(services.digest, match.name);
  const read = { ...asked, match, mode: readMode(query), edgeUrl: url };
  const startedAtMs = services.clock.now();
  const found = await find(read);
  if (found === null) return problem("key-unknown", "KV has no value, and the source no such key");
  const answer = await answerFound(read, found);
  if (read.mode === "past-all" && answer instanceof Response) {
    answer.headers.set("Sluice-Debug", describe(read, found, services.clock.now() - startedAtMs));
  }
  return answer;
}

async function find(read: SourceRead): Promise<Found | null> {
  const kept = await findKept(read);
  if (kept !== null) {
    refreshIfDue(read, kept);
    return kept;
  }
  const { origin } = read.match;
  return origin === null ? null : readOrigin({ ...read, origin });
}

async function findKept(read: SourceRead): Promise<Found | null> {
  if (read.mode === "past-all") return null;
  const atEdge = wantsFresh(read.request) ? null : await findAtEdge(read);
  const { reads } = read.services;
  if (atEdge !== null) reads.note("edge", read.background);
  if (atEdge !== null || read.mode === "past-kv") return atEdge;
  const inKv = await findInKv(read);
  reads.note(inKv === null ? "miss" : "kv", read.background);
  return inKv;
}

/** What happened, without the source's URL: readers need not know hosts. */
const describe = ({ match }: SourceRead, { record }: Found, durationMs: number): string =>
  asciiJson({
    source: match.prefix,
    key: match.name.key,
    via: match.source.binding === undefined ? "url" : "binding",
    status: record?.customData?.status ?? 200,
    ttlSeconds: record === null ? null : (record.expiresAt - record.createdAt) / 1_000,
    durationMs,
    caches: "bypassed",
  });
