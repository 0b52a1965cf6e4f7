import { utf8Bytes } from "../key.ts";

/** Why a value is not shown. */
export type LeftOutReason = "not-json" | "no-sort-field" | "too-large";

export type SortedValue =
  | { readonly kind: "sorted"; readonly sort: number }
  | { readonly kind: "left-out"; readonly reason: LeftOutReason };

/** A row of SQLite in a Durable Object holds 2 MB (https://developers.cloudflare.com/durable-objects/platform/limits/). */
const MAX_ENTRY_BYTES = 1_000_000;

/** Where a value stands in its view, or why it is not in it. */
export function sortValue(
  text: string,
  { sortBy, maxBytes }: { readonly sortBy: string; readonly maxBytes: number },
): SortedValue {
  const sizeBytes = utf8Bytes(text);
  if (sizeBytes > MAX_ENTRY_BYTES || sizeBytes + 2 > maxBytes) return leftOut("too-large");
  const parsed = parse(text);
  if (parsed === null) return leftOut("not-json");
  const { value } = parsed;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, sortBy)) {
    return leftOut("no-sort-field");
  }
  const sort = numberOf(Reflect.get(value, sortBy));
  return sort === null ? leftOut("no-sort-field") : { kind: "sorted", sort };
}

const leftOut = (reason: LeftOutReason): SortedValue => ({ kind: "left-out", reason });

function parse(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** With an offset: without one the time would depend on the machine that reads it. */
const ISO_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** Milliseconds since the epoch for times, so that both spellings of a time compare. */
function numberOf(field: unknown): number | null {
  if (typeof field === "string" && ISO_TIME.test(field)) return finite(Date.parse(field));
  return typeof field === "number" ? finite(field) : null;
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
