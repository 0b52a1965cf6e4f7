/** Both ends count, from 0. */
export type ByteRange = { readonly first: number; readonly last: number };

export type RequestedRange =
  | { readonly kind: "whole" }
  | { readonly kind: "outside" }
  | ({ readonly kind: "part" } & ByteRange);

const WHOLE: RequestedRange = { kind: "whole" };
const SINGLE = /^bytes=(\d{0,15})-(\d{0,15})$/i;

/**
 * The bytes that a request asks for. Several ranges, and what is no range of bytes, are ignored, as
 * RFC 9110 allows (https://www.rfc-editor.org/rfc/rfc9110#section-14.2); so is a range for another
 * value than the one that `If-Range` names.
 */
export function requestedRange(
  request: Pick<Request, "headers" | "method">,
  etag: string | null,
  sizeBytes: number,
): RequestedRange {
  const [matched, from = "", to = ""] =
    SINGLE.exec(request.headers.get("Range")?.trim() ?? "") ?? [];
  if (request.method !== "GET" || matched === undefined || (from === "" && to === "")) return WHOLE;
  const condition = request.headers.get("If-Range");
  if (condition !== null && condition.trim() !== etag) return WHOLE;
  if (from === "") return within(Math.max(0, sizeBytes - Number(to)), sizeBytes - 1);
  if (to !== "" && Number(to) < Number(from)) return WHOLE;
  return within(Number(from), to === "" ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1));
}

const within = (first: number, last: number): RequestedRange =>
  first > last ? { kind: "outside" } : { kind: "part", first, last };
