import { err, ok, type Result } from "../../shared/result.ts";
import type { Problem } from "../problems.ts";
import { headerProblem } from "./write-headers.ts";

export const IDEMPOTENCY_HEADER = {
  "Idempotency-Key": {
    description:
      "Sent again with the same key, the same request gets the same receipt for 24 hours.",
  },
};

/** The key as the draft writes it, a quoted string, or bare, as most callers send it. */
const PATTERN = /^(?:"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])+)"|([\x21\x23-\x7e]+))$/;
const MAX_LENGTH = 255;

/** Null when there is none. */
export function readIdempotencyKey(headers: Headers): Result<string | null, Problem> {
  const given = headers.get("Idempotency-Key");
  if (given === null) return ok(null);
  const [, quoted, bare] = PATTERN.exec(given) ?? [];
  const key = quoted?.replaceAll(/\\(.)/g, "$1") ?? bare;
  if (key !== undefined && key.length <= MAX_LENGTH) return ok(key);
  const detail = `expected a key of 1 to ${MAX_LENGTH} visible ASCII characters, quoted or not`;
  return err(headerProblem("malformed-header", "Idempotency-Key", detail));
}
