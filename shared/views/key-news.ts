import { decodeBase64 } from "../base64.ts";
import type { KeyName } from "../key.ts";
import type { Candidate, KeyState } from "../ledger/key-state.ts";
import type { AppliedAs, Report } from "../ledger/report.ts";
import { MIN_TTL_SECONDS } from "../limits.ts";
import type { Version } from "../version.ts";
import type { WriteIntent } from "../write-intent.ts";

/**
 * What a key of a view holds since a write was reported as applied. News may come twice, late and in
 * any order: `version`, then `touch`, say which are newer.
 */
export type KeyNews = KeyName & {
  /**
   * Of the value, as stamped in KV, or of the delete; "" for a touch of what the ledger does not know:
   * it counts for whatever the key holds.
   */
  readonly version: Version | "";
  /** Of the touch that gave the value its end; "" for none, which is older than any. */
  readonly touch: Version | "";
  readonly atMs: number;
  readonly holds: NewsValue | { readonly kind: "nothing" };
};

export type NewsValue = {
  readonly kind: "value";
  /** Null when the value does not travel with the news: it is read from KV. */
  readonly text: string | null;
  readonly endsAtMs: number | null;
};

/**
 * The news in a report that settled a key; null when it tells none. A repair is news, too: a view may
 * have read what it has written over.
 */
export function newsOf(
  { namespace, key }: KeyName,
  [before, { written, done }]: readonly [before: KeyState, after: KeyState],
  { outcome, candidate, intent }: Report,
  nowMs: number,
): KeyNews | null {
  if (outcome.kind !== "applied") return null;
  // A copy of the report, come late, has found what was there before the last write.
  const isOpenTouch = before.touch?.intent.version === candidate.version;
  if (outcome.as === "absent" && !isOpenTouch) return null;
  const news = { namespace, key, atMs: nowMs };
  if (written === null || done === null) {
    return candidate.operation === "touch" ? newsOfUnknown(news, candidate, outcome.as) : null;
  }
  const version = written.stamp ?? done;
  if (outcome.as === "absent") {
    // What the ledger expected has ended, also if the view knows nothing of that.
    return written.stamp === null
      ? null
      : { ...news, version, touch: candidate.version, holds: { kind: "nothing" } };
  }
  const told = { ...news, version, touch: written.content.split("~")[1] ?? "" };
  if (written.stamp === null) return { ...told, holds: { kind: "nothing" } };
  const text = intent?.version === written.stamp ? textOf(intent) : null;
  const endsAtMs = written.expiresAtMs === null ? null : endInKv(written.expiresAtMs, nowMs);
  return { ...told, holds: { kind: "value", text, endsAtMs } };
}

/** What a touch left of a value that the ledger does not know, or knows no more. */
function newsOfUnknown(
  news: KeyName & Pick<KeyNews, "atMs">,
  { version, expiresAtMs }: Candidate,
  as: AppliedAs,
): KeyNews {
  const told = { ...news, version: "", touch: version } as const;
  if (as !== "applied" || expiresAtMs === null) return { ...told, holds: { kind: "nothing" } };
  const endsAtMs = endInKv(expiresAtMs, news.atMs);
  return { ...told, holds: { kind: "value", text: null, endsAtMs } };
}

/** KV lets a value live a minute at least. */
const endInKv = (expiresAtMs: number, nowMs: number): number =>
  Math.max(expiresAtMs, nowMs + MIN_TTL_SECONDS * 1_000);

function textOf(intent: WriteIntent): string | null {
  if (intent.op !== "put") return null;
  switch (intent.value.kind) {
    case "text":
      return intent.value.text;
    case "base64":
      return new TextDecoder().decode(decodeBase64(intent.value.base64));
    case "payload":
      return null;
  }
}

/** Newer news of a key that replace some that were not told yet: a touch brings no value of its own. */
export function replaceNews(pending: KeyNews | null, news: KeyNews): KeyNews {
  const { holds } = news;
  if (pending === null || holds.kind !== "value" || holds.text !== null) return news;
  if (pending.holds.kind !== "value") return news;
  if (news.version !== "" && news.version !== pending.version) return news;
  return { ...news, version: pending.version, holds: { ...holds, text: pending.holds.text } };
}

/** Tells these news from any others of the same key. */
export const newsMark = ({ version, touch, atMs }: KeyNews): string =>
  `${version}~${touch}~${atMs}`;
