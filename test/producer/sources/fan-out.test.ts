import { describe, expect, it } from "vitest";
import { fanOut } from "../../../producer/sources/fan-out.ts";

const CHUNK_BYTES = 1_000;

/** Counts what was taken of it. */
function counted(chunks: number) {
  const source = { taken: 0, isCancelled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (source.taken === chunks) return controller.close();
        source.taken += 1;
        controller.enqueue(new Uint8Array(CHUNK_BYTES).fill(source.taken % 256));
      },
      cancel() {
        source.isCancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { source, stream };
}

const bytesOf = async (stream: ReadableStream<Uint8Array> | undefined) =>
  new Uint8Array(await new Response(stream ?? null).arrayBuffer());

const turns = async () => {
  for (let turn = 0; turn < 100; turn++) await null;
};

describe("one stream for several readers", () => {
  it("gives each all of it", async () => {
    const { stream } = counted(50);
    const { branches, done } = fanOut(stream, 3);
    const [a, b, c] = await Promise.all(branches.map(bytesOf));
    await done;
    expect(a?.byteLength).toBe(50 * CHUNK_BYTES);
    expect([b, c]).toEqual([a, a]);
  });

  it("takes no more of it than the slowest reader has room for", async () => {
    const { source, stream } = counted(1_000);
    const { branches, done } = fanOut(stream, 2);
    const [fast, slow] = branches.map((branch) => branch.getReader());
    for (let read = 0; read < 3; read++) {
      void fast?.read();
      await turns();
    }
    expect(source.taken).toBeLessThanOrEqual(3);
    await slow?.read();
    await turns();
    expect(source.taken).toBeLessThanOrEqual(4);
    await Promise.all([fast?.cancel(), slow?.cancel()]);
    await done;
  });

  it("goes on without a reader that leaves", async () => {
    const { stream } = counted(20);
    const { branches, done } = fanOut(stream, 2);
    await branches[0]?.cancel();
    expect((await bytesOf(branches[1])).byteLength).toBe(20 * CHUNK_BYTES);
    await done;
  });

  it("stops when all have left, or there never was one", async () => {
    for (const readers of [2, 0]) {
      const { source, stream } = counted(1_000);
      const { branches, done } = fanOut(stream, readers);
      await Promise.all(branches.map((branch) => branch.cancel()));
      await done;
      expect(source.isCancelled).toBe(true);
    }
  });

  it("ends with an error for each when it breaks off", async () => {
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error("connection reset")),
    });
    const { branches, done } = fanOut(stream, 2);
    for (const branch of branches)
      await expect(bytesOf(branch)).rejects.toThrow("connection reset");
    await done;
  });
});
