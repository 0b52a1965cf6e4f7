import { keyId } from "../../shared/key.ts";
import type { Version } from "../../shared/version.ts";
import { type Called, callOrigin } from "./call-origin.ts";
import { findMark } from "./find-kept.ts";
import { prolong } from "./prolong.ts";
import type { Found, OriginRead, SourceRead } from "./source-read.ts";
import type { SourceRecord } from "./source-record.ts";
import { spreadAnswer } from "./spread-answer.ts";

/**
 * Asks the source again behind an answer whose life is nearly over, once per key and window in this
 * isolate: a key that is read all the time is never missed. What the source did not change lives on;
 * a source that fails changes nothing.
 */
export function refreshIfDue(read: SourceRead, { value, record }: Found): void {
  const { services, match, background, mode } = read;
  const { origin } = match;
  if (mode !== "cached" || origin === null || record === null || value.version === null) return;
  if (!isDue(record, match.source.refreshShare, services.clock.now())) return;
  if (!services.sources.windows.take(keyId(match.name), services.clock.now())) return;
  background(refresh({ ...read, origin }, record, value.version));
}

/** What failed is not refreshed: it is asked for again when its short life is over. */
function isDue(record: SourceRecord, share: number, nowMs: number): boolean {
  if ((record.customData?.status ?? 200) >= 400) return false;
  return record.expiresAt - nowMs < (record.expiresAt - record.createdAt) * share;
}

async function refresh(read: OriginRead, record: SourceRecord, known: Version): Promise<void> {
  const version = read.services.versions.next();
  const called = await callOrigin(read, version, validatorsOf(record));
  // Somebody has written the key, or deleted it, and KV does not show it yet.
  if ((await findMark(read)) !== null) return leave(called);
  if (called.kind === "unchanged") return prolong({ read, record, known, version });
  const status = called.keeping.record.customData?.status ?? 200;
  if (status >= 400 && status !== 404) return;
  await spreadAnswer(read, called, "nobody").kept;
}

/** Nobody reads on. */
async function leave(called: Called): Promise<void> {
  if (called.kind === "fetched" && called.head.kind === "more") await called.head.stream.cancel();
}

function validatorsOf({ customData }: SourceRecord): Readonly<Record<string, string>> {
  return {
    ...(customData?.etag === undefined ? {} : { "If-None-Match": customData.etag }),
    ...(customData?.lastModified === undefined
      ? {}
      : { "If-Modified-Since": customData.lastModified }),
  };
}
