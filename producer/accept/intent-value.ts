import { encodeBase64 } from "../../shared/base64.ts";
import type { IntentValue } from "../../shared/write-intent.ts";

/**
 * Bytes as they travel in a message: text where they are text, so that a dashboard can show it,
 * unless escaping makes it longer than base64 would.
 */
export function inlineValue(bytes: Uint8Array): IntentValue {
  const text = decodeUtf8(bytes);
  if (text !== null && encodedBytes(text) <= base64Length(bytes.byteLength)) {
    return { kind: "text", text };
  }
  return { kind: "base64", base64: encodeBase64(bytes) };
}

/** With its quotes. */
const base64Length = (sizeBytes: number): number => 4 * Math.ceil(sizeBytes / 3) + 2;

const encodedBytes = (text: string): number =>
  new TextEncoder().encode(JSON.stringify(text)).byteLength;

/** Without `ignoreBOM` a leading byte order mark would be lost, and with it the value's hash. */
function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
