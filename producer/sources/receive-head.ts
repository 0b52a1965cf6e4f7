/** The beginning of a body: all of it, or so much that the rest has to be streamed. */
export type ReceivedHead =
  | { readonly kind: "whole"; readonly bytes: Uint8Array }
  | { readonly kind: "more"; readonly stream: ReadableStream<Uint8Array> };

/** Holds at most `limitBytes` and a chunk. Rejects with the stream's error. */
export async function receiveHead(
  body: ReadableStream<Uint8Array> | null,
  limitBytes: number,
): Promise<ReceivedHead> {
  if (body === null) return { kind: "whole", bytes: new Uint8Array() };
  const reader = body.getReader();
  const head: Uint8Array[] = [];
  let sizeBytes = 0;
  while (sizeBytes <= limitBytes) {
    const { done, value } = await reader.read();
    if (done) return { kind: "whole", bytes: joined(head, sizeBytes) };
    head.push(value);
    sizeBytes += value.byteLength;
  }
  return { kind: "more", stream: continued(head, reader) };
}

function joined(chunks: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

function continued(
  head: Uint8Array[],
  reader: ReadableStreamDefaultReader<Uint8Array>,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const known = head.shift();
      if (known !== undefined) return controller.enqueue(known);
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
