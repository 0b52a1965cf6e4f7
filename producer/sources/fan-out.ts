type Sink = WritableStreamDefaultWriter<Uint8Array>;

export type FannedOut = {
  readonly branches: readonly ReadableStream<Uint8Array>[];
  /** Settles once the source is read, or nobody reads on; never rejects. */
  readonly done: Promise<void>;
};

/**
 * The same bytes for several readers, as fast as the slowest of them reads: about one chunk a reader
 * lies in memory, where `tee` keeps all that the slower one has not read yet. A reader that cancels
 * is left out; an error of the source reaches every reader.
 */
export function fanOut(source: ReadableStream<Uint8Array>, readers: number): FannedOut {
  const pipes = Array.from(
    { length: readers },
    () => new TransformStream<Uint8Array, Uint8Array>(),
  );
  const sinks = pipes.map(({ writable }) => writable.getWriter());
  return { branches: pipes.map(({ readable }) => readable), done: pump(source, sinks) };
}

async function pump(source: ReadableStream<Uint8Array>, all: readonly Sink[]): Promise<void> {
  const reader = source.getReader();
  let sinks = all;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      sinks = await stillReading(sinks, (sink) => sink.write(value));
      if (sinks.length === 0) return await reader.cancel("nobody reads on");
    }
    await stillReading(sinks, (sink) => sink.close());
  } catch (error) {
    await stillReading(sinks, (sink) => sink.abort(error));
  }
}

/** Does it to each, and leaves out those whose reader has gone. */
async function stillReading(
  sinks: readonly Sink[],
  act: (sink: Sink) => Promise<void>,
): Promise<readonly Sink[]> {
  const acted = await Promise.allSettled(sinks.map(act));
  return sinks.filter((_, index) => acted[index]?.status === "fulfilled");
}
