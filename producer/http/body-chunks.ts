import { err, ok, type Result } from "../../shared/result.ts";
import { type Problem, problem } from "../problems.ts";

export type Chunk = Result<Uint8Array, Problem>;

type ByteReader = {
  readonly read: () => Promise<ReadableStreamReadResult<Uint8Array>>;
  readonly cancel: (reason: string) => Promise<void>;
};

/** Of one read of a long body: the runtime reads 4 KiB at a time by itself. */
const LARGE_READ_BYTES = 65_536;

/**
 * The chunks of a body as they come; an upload that breaks off ends with an error. Leaving the loop
 * early tells the sender to stop.
 */
export const readChunks = (body: ReadableStream<Uint8Array> | null) =>
  chunksOf(body === null ? null : body.getReader());

/** The same in larger chunks, for a body that is known to be long. */
export const readLargeChunks = (body: ReadableStream<Uint8Array> | null) =>
  chunksOf(body === null ? null : largeReader(body));

/** Streams that are made in JavaScript have chunks of their own. */
function largeReader(body: ReadableStream<Uint8Array>): ByteReader {
  try {
    const reader = body.getReader({ mode: "byob" });
    return {
      read: () => reader.read(new Uint8Array(LARGE_READ_BYTES)),
      cancel: (reason) => reader.cancel(reason),
    };
  } catch {
    return body.getReader();
  }
}

async function* chunksOf(reader: ByteReader | null): AsyncGenerator<Chunk, void, void> {
  if (reader === null) return;
  let isDone = false;
  try {
    while (true) {
      const next = await readNext(reader);
      if (next === null) {
        isDone = true;
        return;
      }
      isDone = !next.ok;
      yield next;
      if (!next.ok) return;
    }
  } finally {
    if (!isDone) await reader.cancel("no more is needed");
  }
}

async function readNext(reader: ByteReader): Promise<Chunk | null> {
  try {
    const { done, value } = await reader.read();
    return done || value === undefined ? null : ok(value);
  } catch {
    return err(problem("body-incomplete", "the upload broke off before its end; send it again"));
  }
}
