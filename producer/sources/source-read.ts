import type { Services } from "../ports.ts";
import type { ReadableValue } from "../read/readable-value.ts";
import type { Background } from "../route.ts";
import type { SourceMatch, SourceOrigin } from "./find-source.ts";
import type { SourceRecord } from "./source-record.ts";

/** `past-kv` neither reads nor writes KV, `past-all` no cache at all. */
export type ReadMode = "cached" | "past-kv" | "past-all";

/** What a read-through needs of the world. */
export type SourceServices = Pick<
  Services,
  | "backlogCap"
  | "clock"
  | "dice"
  | "digest"
  | "edge"
  | "marks"
  | "origins"
  | "payloads"
  | "queue"
  | "reads"
  | "report"
  | "settings"
  | "sources"
  | "values"
  | "versions"
>;

/** One reader's question for a key of a source. */
export type SourceRead = {
  readonly services: SourceServices;
  readonly request: Request;
  readonly background: Background;
  readonly match: SourceMatch;
  readonly mode: ReadMode;
  /** Of the edge cache's entry. */
  readonly edgeUrl: string;
};

/** The same where the source can be asked. */
export type OriginRead = SourceRead & { readonly origin: SourceOrigin };

/** An answer, from wherever it came. Values of other writers have no record. */
export type Found = {
  readonly value: ReadableValue;
  readonly record: SourceRecord | null;
  /** Members of `Cache-Status`, the one nearest to the source first. */
  readonly cacheStatus: readonly string[];
};
