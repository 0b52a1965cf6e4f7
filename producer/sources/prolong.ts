import { unstampMetadata } from "../../shared/stamp.ts";
import type { Version } from "../../shared/version.ts";
import { readableValue } from "../read/readable-value.ts";
import { lifeSeconds } from "./keep-answer.ts";
import type { OriginRead } from "./source-read.ts";
import type { SourceRecord } from "./source-record.ts";
import { spreadAnswer } from "./spread-answer.ts";

/** A value that its source has not changed. */
export type Prolonging = {
  readonly read: OriginRead;
  readonly record: SourceRecord;
  /** The version that the source was asked about. */
  readonly known: Version;
  /** Of the new write. */
  readonly version: Version;
};

/** Gives an unchanged value another life of the same length. */
export type Prolong = (prolonging: Prolonging) => Promise<void>;

/**
 * By writing it again, to KV and to the edge: an edge that kept its copy as it was would have the
 * source asked in every window until that ends. Not when somebody has written the key meanwhile.
 */
export const prolong: Prolong = async ({ read, record, known, version }) => {
  const { services, match } = read;
  const stored = await services.values.get(match.name);
  if (stored === null) return;
  const { body, version: found } = readableValue(stored);
  if (found !== known) return body.cancel();
  const createdAt = services.clock.now();
  const ttlSeconds = match.source.ttlSeconds.ok;
  const renewed = { ...record, createdAt, expiresAt: createdAt + ttlSeconds * 1_000 };
  if (lifeSeconds(renewed) === 0) return body.cancel();
  const keeping = { record: renewed, contentType: contentTypeOf(stored.metadata), version };
  const sizeBytes = record.contentLength ?? null;
  const head = { kind: "more", stream: body } as const;
  await spreadAnswer(read, { kind: "fetched", keeping, head, sizeBytes }, "nobody").kept;
};

const contentTypeOf = (metadata: unknown): string | undefined =>
  unstampMetadata(metadata).contentType ?? undefined;
