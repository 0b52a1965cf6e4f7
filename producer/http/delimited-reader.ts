import { err, ok, type Result } from "../../shared/result.ts";
import { type Problem, problem } from "../problems.ts";
import type { Chunk } from "./body-chunks.ts";

/** A body that is cut at delimiters. Holds one chunk and what may be the begin of a delimiter. */
export class DelimitedReader {
  readonly #chunks: AsyncGenerator<Chunk, void, void>;
  #window: Uint8Array;

  /** `before` counts as if the body began with it. */
  constructor(chunks: AsyncGenerator<Chunk, void, void>, before: Uint8Array) {
    this.#chunks = chunks;
    this.#window = before;
  }

  /** The bytes up to the delimiter, which is taken as well. A body that lacks it ends with an error. */
  async *until(delimiter: Uint8Array): AsyncGenerator<Chunk, void, void> {
    while (true) {
      const at = indexOf(this.#window, delimiter);
      if (at !== -1) {
        const last = this.#take(at);
        this.#take(delimiter.byteLength);
        if (last.byteLength > 0) yield ok(last);
        return;
      }
      const free = this.#take(this.#window.byteLength - delimiter.byteLength + 1);
      if (free.byteLength > 0) yield ok(free);
      const more = await this.#readMore();
      if (!more.ok) {
        yield more;
        return;
      }
    }
  }

  async exactly(sizeBytes: number): Promise<Result<Uint8Array, Problem>> {
    while (this.#window.byteLength < sizeBytes) {
      const more = await this.#readMore();
      if (!more.ok) return more;
    }
    return ok(this.#take(sizeBytes));
  }

  #take(sizeBytes: number): Uint8Array {
    const end = Math.max(0, sizeBytes);
    const taken = this.#window.subarray(0, end);
    this.#window = this.#window.subarray(end);
    return taken;
  }

  async #readMore(): Promise<Result<void, Problem>> {
    const next = await this.#chunks.next();
    if (next.done === true) {
      return err(
        problem("body-incomplete", "the form ended before its last boundary; send it again"),
      );
    }
    if (!next.value.ok) return next.value;
    const chunk = next.value.value;
    const joined = new Uint8Array(this.#window.byteLength + chunk.byteLength);
    joined.set(this.#window);
    joined.set(chunk, this.#window.byteLength);
    this.#window = joined;
    return ok(undefined);
  }
}

/** All of a short stretch as text; longer ones are refused by what `refuse` says. */
export async function readShortText(
  chunks: AsyncGenerator<Chunk, void, void>,
  maxBytes: number,
  refuse: (detail: string) => Problem,
): Promise<Result<string, Problem>> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let text = "";
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    if (!chunk.ok) return chunk;
    sizeBytes += chunk.value.byteLength;
    if (sizeBytes > maxBytes) return err(refuse(`expected at most ${maxBytes} bytes`));
    try {
      text += decoder.decode(chunk.value, { stream: true });
    } catch {
      return err(refuse("expected UTF-8"));
    }
  }
  try {
    return ok(text + decoder.decode());
  } catch {
    return err(refuse("expected UTF-8"));
  }
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  const first = wanted[0] ?? 0;
  const last = bytes.byteLength - wanted.byteLength;
  for (let at = bytes.indexOf(first); at !== -1 && at <= last; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}
