import type { Fetched } from "./call-origin.ts";
import { fanOut } from "./fan-out.ts";
import { keepAtEdge, keepInKv, type Places, placesFor } from "./keep-answer.ts";
import type { SourceRead } from "./source-read.ts";

/** A fetched answer on its way to the caches, and to a reader if there is one. */
export type Spread = {
  /** Null where no reader was asked for. */
  readonly body: ReadableStream<Uint8Array> | null;
  readonly places: Places;
  /** Settles once the edge has its copy, or will have none. */
  readonly edgeKept: Promise<void>;
  /** Settles once all copies are where they belong. */
  readonly kept: Promise<void>;
};

/**
 * Starts to keep an answer. What lies in memory is copied; a large value flows from the source to the
 * reader, the edge and R2 at once, as fast as the slowest of them takes it.
 */
export function spreadAnswer(
  read: SourceRead,
  { keeping, head, sizeBytes }: Fetched,
  audience: "reader" | "nobody",
): Spread {
  const places = placesFor(read, keeping, sizeBytes);
  const hasReader = audience === "reader";
  const readers = [hasReader, places.edge, places.kv].filter((wanted) => wanted).length;
  const { branches, done } =
    head.kind === "whole"
      ? { branches: Array.from({ length: readers }, () => streamOf(head.bytes)), done: undefined }
      : fanOut(head.stream, readers);
  const rest = [...branches];
  const body = hasReader ? (rest.shift() ?? null) : null;
  const forEdge = places.edge ? rest.shift() : undefined;
  const forKv = places.kv ? rest.shift() : undefined;
  const edgeKept = forEdge === undefined ? Promise.resolve() : keepAtEdge(read, keeping, forEdge);
  const declaredBytes = head.kind === "whole" ? head.bytes.byteLength : sizeBytes;
  const inKv =
    forKv === undefined
      ? Promise.resolve()
      : keepInKv(read, keeping, { kind: "stream", stream: forKv, declaredBytes });
  return { body, places, edgeKept, kept: settled([done, edgeKept, inKv]) };
}

export const streamOf = (bytes: Uint8Array): ReadableStream<Uint8Array> =>
  new Blob([bytes.slice()]).stream();

async function settled(tasks: readonly (Promise<void> | undefined)[]): Promise<void> {
  const results = await Promise.allSettled(tasks);
  const failure = results.find((result) => result.status === "rejected");
  if (failure !== undefined) throw failure.reason;
}
