import { err, ok, type Result } from "../../shared/result.ts";
import type { AnswerClass, Source } from "../../shared/sources.ts";
import { isContentType } from "../http/content-type.ts";
import { declaredLength } from "../http/declared-length.ts";
import type { OriginFailure, OriginReply } from "./origins.ts";
import { isRedirect } from "./redirects.ts";

/** A source's answer, cut down to what may pass: nothing else of its headers reaches anybody. */
export type OriginAnswer = {
  /** 200 for a value; a redirect's, 404, or what else the source answered. */
  readonly status: number;
  /** Absolute; of redirects only. */
  readonly location: string | null;
  readonly contentType: string | undefined;
  /** As announced; null when nobody knows. */
  readonly sizeBytes: number | null;
  readonly validators: { readonly etag?: string; readonly lastModified?: string };
  readonly ttlSeconds: number;
  readonly body: ReadableStream<Uint8Array> | null;
};

const ETAG = /^(?:W\/)?"[!#-~]{0,200}"$/;
const HTTP_DATE = /^[A-Za-z0-9:, ]{1,40}$/;
const BAD_GATEWAY = 502;
const GATEWAY_TIMEOUT = 504;

export function originAnswer(
  { url }: { readonly url: string },
  { ttlSeconds }: Pick<Source, "ttlSeconds">,
  reply: OriginReply,
): OriginAnswer {
  const location = isRedirect(reply.status) ? locationOf(reply.headers, url) : null;
  const status = statusOf(reply.status, location);
  return {
    status,
    location: isRedirect(status) ? location : null,
    contentType: status === 200 ? contentTypeOf(reply.headers) : undefined,
    sizeBytes: status === 200 ? sizeOf(reply) : 0,
    validators: status === 200 ? validatorsOf(reply.headers) : {},
    ttlSeconds: mayBeKept(reply.headers) ? ttlSeconds[classOf(status)] : 0,
    body: reply.body,
  };
}

/** A source that gave no answer counts as one that answered with an error. */
export const failureAnswer = (
  { ttlSeconds }: Pick<Source, "ttlSeconds">,
  { kind }: OriginFailure,
): OriginAnswer => ({
  status: kind === "timeout" ? GATEWAY_TIMEOUT : BAD_GATEWAY,
  location: null,
  contentType: undefined,
  sizeBytes: 0,
  validators: {},
  ttlSeconds: ttlSeconds.serverError,
  body: null,
});

function statusOf(status: number, location: string | null): number {
  // Nobody asked for a part, so one is no value.
  if (status >= 200 && status < 300) return status === 206 ? BAD_GATEWAY : 200;
  if (isRedirect(status) && location === null) return BAD_GATEWAY;
  if (status === 410) return 404;
  return isRedirect(status) || status >= 400 ? status : BAD_GATEWAY;
}

function classOf(status: number): AnswerClass {
  if (status < 300) return "ok";
  if (status < 400) return "redirects";
  return status < 500 ? "clientError" : "serverError";
}

/** Never relative, since the caller asked another host; null when it leads nowhere that is the web. */
function locationOf(headers: Headers, url: string): string | null {
  const given = headers.get("Location");
  if (given === null || !URL.canParse(given, url)) return null;
  const target = new URL(given, url);
  return target.protocol === "https:" || target.protocol === "http:" ? target.href : null;
}

function contentTypeOf(headers: Headers): string | undefined {
  const given = headers.get("Content-Type");
  return given !== null && isContentType(given) ? given : undefined;
}

/** A length announced for an encoded body is not that of the bytes that arrive here. */
function sizeOf({ headers, body }: OriginReply): number | null {
  if (body === null) return 0;
  const encoding = headers.get("Content-Encoding");
  if (encoding !== null && encoding !== "identity") return null;
  const declared: Result<number | null, unknown> = declaredLength(headers);
  return declared.ok ? declared.value : null;
}

function validatorsOf(headers: Headers): OriginAnswer["validators"] {
  const etag = matching(headers.get("ETag"), ETAG);
  const modified = matching(headers.get("Last-Modified"), HTTP_DATE);
  return {
    ...(etag.ok ? { etag: etag.value } : {}),
    ...(modified.ok ? { lastModified: modified.value } : {}),
  };
}

const matching = (text: string | null, pattern: RegExp): Result<string, null> =>
  text !== null && pattern.test(text) ? ok(text) : err(null);

/** What the source wants nobody to keep is handed on and forgotten. */
const mayBeKept = (headers: Headers): boolean =>
  !/(^|[\s,])(no-store|private)([\s,=]|$)/i.test(headers.get("Cache-Control") ?? "");
