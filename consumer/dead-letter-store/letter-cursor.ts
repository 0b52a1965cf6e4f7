import { decodeBase64, encodeBase64 } from "../../shared/base64.ts";
import type { CursorInvalid } from "../../shared/dead-letter-store-rpc.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { LetterPosition } from "./letter-store.ts";

/** Opaque to callers: base64url of the last letter's place in the order. */
export function encodeCursor(position: LetterPosition): string {
  const text = `${position.lastSeenAtMs}:${position.id}`;
  return encodeBase64(new TextEncoder().encode(text))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

export function parseCursor(cursor: string): Result<LetterPosition, CursorInvalid> {
  if (!/^[A-Za-z0-9_-]{1,1024}$/.test(cursor) || cursor.length % 4 === 1) return invalid;
  const base64 = cursor.replaceAll("-", "+").replaceAll("_", "/");
  const [, lastSeenAtMs, id] =
    /^(\d{1,15}):([\s\S]+)$/.exec(new TextDecoder().decode(decodeBase64(base64))) ?? [];
  if (lastSeenAtMs === undefined || id === undefined) return invalid;
  return ok({ lastSeenAtMs: Number(lastSeenAtMs), id });
}

const invalid = err<CursorInvalid>({
  kind: "cursor-invalid",
  detail: "expected the cursor of an earlier page, unchanged; leave it out to start anew",
});
