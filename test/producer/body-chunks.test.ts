import { describe, expect, it } from "vitest";
import { type Chunk, readChunks, readLargeChunks } from "../../producer/http/body-chunks.ts";

const bytesOf = (sizeBytes: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: sizeBytes }, (_, index) => index % 251);

async function sizesOf(chunks: AsyncIterable<Chunk>): Promise<readonly number[]> {
  const sizes: number[] = [];
  for await (const chunk of chunks) if (chunk.ok) sizes.push(chunk.value.byteLength);
  return sizes;
}

/** A byte stream as the runtime makes them, which fills what it is given. */
function filling(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> {
  let offset = 0;
  return new ReadableStream({
    type: "bytes",
    pull(controller) {
      const view = controller.byobRequest?.view as Uint8Array | null | undefined;
      const part = bytes.slice(offset, offset + (view?.byteLength ?? 4_096));
      offset += part.byteLength;
      if (part.byteLength > 0) controller.enqueue(part);
      if (offset === bytes.byteLength) controller.close();
    },
  });
}

describe("the chunks of a body", () => {
  it("are as large as is asked for when the body is known to be long", async () => {
    const bytes = bytesOf(200_000);
    expect(Math.max(...(await sizesOf(readChunks(filling(bytes)))))).toBe(4_096);
    const chunks: Uint8Array[] = [];
    for await (const chunk of readLargeChunks(filling(bytes))) {
      if (chunk.ok) chunks.push(chunk.value);
    }
    expect(chunks.map(({ byteLength }) => byteLength)).toEqual([65_536, 65_536, 65_536, 3_392]);
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
  });

  it("are their own where the stream was made in JavaScript", async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const size of [3, 100_000]) controller.enqueue(bytesOf(size));
        controller.close();
      },
    });
    expect(await sizesOf(readLargeChunks(body))).toEqual([3, 100_000]);
  });

  it("end with a problem when the upload breaks off", async () => {
    const broken: ReadableStream<Uint8Array> = new ReadableStream({
      type: "bytes",
      pull: (controller) => controller.error(new Error("gone")),
    });
    const chunks = [];
    for await (const chunk of readLargeChunks(broken)) chunks.push(chunk);
    expect(chunks).toMatchObject([{ ok: false, error: { slug: "body-incomplete" } }]);
  });

  it("of no body are none", async () => {
    expect(await sizesOf(readLargeChunks(null))).toEqual([]);
  });
});
