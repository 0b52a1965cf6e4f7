import type { ByteRange } from "./byte-range.ts";

/** A part of a stream, as it comes; the rest is not waited for. */
export function sliceStream(
  source: ReadableStream<Uint8Array>,
  { first, last }: ByteRange,
): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  let offset = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return controller.error(new Error("the value ended before its length"));
        const part = value.subarray(Math.max(0, first - offset), Math.max(0, last + 1 - offset));
        offset += value.byteLength;
        if (part.byteLength > 0) controller.enqueue(part);
        if (offset > last) {
          controller.close();
          return reader.cancel("no more is asked for");
        }
        if (part.byteLength > 0) return;
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
