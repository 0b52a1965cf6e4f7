import type { VersionName } from "../../shared/ledger/protocol.ts";
import { MAX_VALUE_BYTES } from "../../shared/limits.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import { type Chunk, readChunks, readLargeChunks } from "../http/body-chunks.ts";
import type { Problem } from "../problems.ts";
import type { AcceptServices } from "./acceptance.ts";
import { noBucket } from "./enclose-value.ts";
import { lengthProblem, sizeProblem, uploadPayload, valueTooLarge } from "./upload-payload.ts";

export type ReceivedValue =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "payload"; readonly sha256: string; readonly sizeBytes: number };

type ValueStream = {
  readonly stream: ReadableStream<Uint8Array> | null;
  readonly declaredBytes: number | null;
};

/**
 * Reads the value of a put. At most the inline limit (and a chunk) is held in memory; a longer body
 * flows into R2 while it arrives, from its first byte on when its length was announced.
 */
export async function receiveValue(
  services: AcceptServices,
  value: ValueStream,
  name: VersionName,
): Promise<Result<ReceivedValue, Problem>> {
  // Refused by the announced length before a byte is read.
  if ((value.declaredBytes ?? 0) > MAX_VALUE_BYTES) return err(valueTooLarge());
  const isLong = (value.declaredBytes ?? 0) > services.settings.INLINE_LIMIT_BYTES;
  const chunks = isLong ? readLargeChunks(value.stream) : readChunks(value.stream);
  try {
    return await receive(services, chunks, value.declaredBytes, name);
  } finally {
    await chunks.return();
  }
}

async function receive(
  services: AcceptServices,
  chunks: AsyncGenerator<Chunk, void, void>,
  declaredBytes: number | null,
  name: VersionName,
): Promise<Result<ReceivedValue, Problem>> {
  const head: Uint8Array[] = [];
  const { INLINE_LIMIT_BYTES } = services.settings;
  let sizeBytes = 0;
  while (Math.max(sizeBytes, declaredBytes ?? 0) <= INLINE_LIMIT_BYTES) {
    const next = await chunks.next();
    if (next.done === true) return wholeValue(head, sizeBytes, declaredBytes);
    if (!next.value.ok) return next.value;
    head.push(next.value.value);
    sizeBytes += next.value.value.byteLength;
    const refusal = sizeProblem(sizeBytes, declaredBytes);
    if (refusal !== null) return err(refusal);
  }
  const { payloads } = services;
  if (payloads === null) return err(noBucket(services));
  const all = inOrder(head, chunks);
  const stored = await uploadPayload({ ...services, payloads }, name, all, declaredBytes);
  return stored.ok ? ok({ kind: "payload", ...stored.value }) : stored;
}

function wholeValue(
  head: readonly Uint8Array[],
  sizeBytes: number,
  declaredBytes: number | null,
): Result<ReceivedValue, Problem> {
  if (declaredBytes !== null && sizeBytes !== declaredBytes) {
    return err(lengthProblem(declaredBytes, `the body ended after ${sizeBytes}`));
  }
  const bytes = new Uint8Array(sizeBytes);
  let offset = 0;
  for (const chunk of head) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return ok({ kind: "bytes", bytes });
}

async function* inOrder(
  head: readonly Uint8Array[],
  rest: AsyncIterable<Chunk>,
): AsyncGenerator<Chunk> {
  for (const chunk of head) yield ok(chunk);
  yield* rest;
}
