import { MAX_VALUE_BYTES } from "../../shared/limits.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { IncomingValue } from "../accept/accept-put.ts";
import { kvError } from "./kv-error.ts";

const REFUSED_TYPE =
  "KV put() accepts only strings, ArrayBuffers, ArrayBufferViews, and ReadableStreams as values.";

/**
 * The value of a `put`, refused in KV's words. Other primitives become text, as in KV; a stream stays
 * one.
 */
export function incomingValue(given: unknown): Result<IncomingValue, Error> {
  if (given instanceof ReadableStream) {
    if (given.locked) return err(new TypeError("The ReadableStream has been locked to a reader."));
    const stream = given.pipeThrough(new TransformStream({ transform: passBytes }));
    return ok({ kind: "stream", stream, declaredBytes: null });
  }
  const bytes = bytesOf(given);
  if (bytes === null) return err(new TypeError(REFUSED_TYPE));
  if (bytes.byteLength <= MAX_VALUE_BYTES) {
    // A copy: KV has taken the bytes when `put` returns, and the caller may use the buffer again.
    return ok({ kind: "bytes", bytes: typeof given === "object" ? bytes.slice() : bytes });
  }
  const text = `Value length of ${bytes.byteLength} exceeds limit of ${MAX_VALUE_BYTES}.`;
  return err(kvError("PUT", 413, text));
}

/** A stream made by hand may carry anything that KV takes as bytes, text included. */
function passBytes(chunk: unknown, controller: TransformStreamDefaultController<Uint8Array>): void {
  const bytes = typeof chunk === "object" || typeof chunk === "string" ? bytesOf(chunk) : null;
  if (bytes === null) throw new TypeError("expected a stream of bytes or text");
  controller.enqueue(bytes);
}

function bytesOf(given: unknown): Uint8Array | null {
  if (given instanceof ArrayBuffer) return new Uint8Array(given);
  if (ArrayBuffer.isView(given)) {
    return new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  }
  if (given !== null && (typeof given === "object" || typeof given === "function")) return null;
  return new TextEncoder().encode(String(given));
}
