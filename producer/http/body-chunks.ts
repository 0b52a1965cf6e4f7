import { err, ok, type Result } from "../../shared/result.ts";
import { type Problem, problem } from "../problems.ts";

export type Chunk = Result<Uint8Array, Problem>;

/**
 * The chunks of a body as they come; an upload that breaks off ends with an error. Leaving the loop
 * early tells the sender to stop.
 */
export async function* readChunks(
  body: ReadableStream<Uint8Array> | null,
): AsyncGenerator<Chunk, void, void> {
  if (body === null) return;
  const reader = body.getReader();
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

async function readNext(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Chunk | null> {
  try {
    const { done, value } = await reader.read();
    return done || value === undefined ? null : ok(value);
  } catch {
    return err(problem("body-incomplete", "the upload broke off before its end; send it again"));
  }
}
