import type { Version } from "../../shared/version.ts";
import { detailOf } from "../events.ts";
import type { Keeping } from "./keep-answer.ts";
import { failureAnswer, type OriginAnswer, originAnswer } from "./origin-answer.ts";
import { type ReceivedHead, receiveHead } from "./receive-head.ts";
import type { OriginRead } from "./source-read.ts";
import { sourceRecord } from "./source-record.ts";

/** What a source answered, as far as it lies in memory. */
export type Fetched = {
  readonly kind: "fetched";
  readonly keeping: Keeping;
  readonly head: ReceivedHead;
  /** Null for a large value whose length was not announced. */
  readonly sizeBytes: number | null;
};

/** `unchanged`: what was asked for by its validators is what there is. */
export type Called = Fetched | { readonly kind: "unchanged" };

/**
 * Asks the source. The request holds nothing of the caller's: no header, no token, and of the key
 * only what the template has a place for. A source that fails is an answer, too.
 */
export async function callOrigin(
  read: OriginRead,
  version: Version,
  validators: Readonly<Record<string, string>> = {},
): Promise<Called> {
  const { services, match, origin } = read;
  services.reads.note("origin", read.background);
  // What is encoded has another length than the value that is to be kept.
  const headers = { Accept: "*/*", "Accept-Encoding": "identity", ...validators };
  const reply = await services.origins.get(match.source, { url: origin.url, headers });
  if (!reply.ok) return failed(read, version, reply.error);
  if (reply.value.status === 304 && Object.keys(validators).length > 0) {
    await leaveUnread(reply.value.body);
    return { kind: "unchanged" };
  }
  const answer = originAnswer(origin, match.source, reply.value);
  if (answer.status !== 200) {
    await leaveUnread(answer.body);
    return fetched(read, version, answer, NOTHING);
  }
  try {
    const head = await receiveHead(answer.body, services.settings.INLINE_LIMIT_BYTES);
    return fetched(read, version, answer, head);
  } catch (error) {
    return failed(read, version, { kind: "unreachable", detail: detailOf(error) });
  }
}

/** What broke off says so when it is cancelled, which is no matter to who does not read it. */
const leaveUnread = (body: ReadableStream<Uint8Array> | null): Promise<unknown> =>
  Promise.allSettled([body?.cancel()]);

const NOTHING: ReceivedHead = { kind: "whole", bytes: new Uint8Array() };

function failed(
  read: OriginRead,
  version: Version,
  failure: Parameters<typeof failureAnswer>[1],
): Fetched {
  const { services, match } = read;
  services.report({ kind: "source-failed", source: match.prefix, detail: failure.detail });
  return fetched(read, version, failureAnswer(match.source, failure), NOTHING);
}

function fetched(
  { services, match, origin }: OriginRead,
  version: Version,
  answer: OriginAnswer,
  head: ReceivedHead,
): Fetched {
  const sizeBytes = head.kind === "whole" ? head.bytes.byteLength : answer.sizeBytes;
  const { ttlSeconds, contentType } = answer;
  const nowMs = services.clock.now();
  const record = sourceRecord(match, origin, { ...answer, sizeBytes }, nowMs, ttlSeconds);
  return { kind: "fetched", keeping: { record, contentType, version }, head, sizeBytes };
}
