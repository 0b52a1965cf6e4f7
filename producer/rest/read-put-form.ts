import { MAX_METADATA_BYTES } from "../../shared/limits.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { Json } from "../../shared/stamp.ts";
import type { IncomingValue } from "../accept/accept-put.ts";
import { metadataProblem } from "../accept/write-draft.ts";
import { type Chunk, readChunks } from "../http/body-chunks.ts";
import { readShortText } from "../http/delimited-reader.ts";
import { type FormPart, malformed, readFormParts } from "../http/form-parts.ts";
import { parseJsonText } from "../http/json-text.ts";
import { type Problem, problem } from "../problems.ts";

/** Room for white space around what may be stored. */
const MAX_METADATA_TEXT_BYTES = 4 * MAX_METADATA_BYTES;

type Metadata = { readonly metadata: Json | undefined };

export type PutForm = {
  /** `metadata` may stand before the value or behind it. */
  readonly value: IncomingValue;
  /** Ends the reading, wherever it is; has to be called. */
  readonly close: () => Promise<void>;
};

/** Reads a form with the parts `value` and `metadata` up to the value, which is left as a stream. */
export async function readPutForm(
  body: ReadableStream<Uint8Array> | null,
  boundary: string,
): Promise<Result<PutForm, Problem>> {
  const parts = readFormParts(readChunks(body), boundary);
  const close = async () => void (await parts.return());
  const before = await readMetadata(parts, undefined);
  if (!before.ok || before.value.part === null) {
    await close();
    return before.ok ? err(malformed("does not contain required form field 'value'")) : before;
  }
  const { part, metadata } = before.value;
  const trailing = async (): Promise<Result<Metadata, Problem>> => {
    const behind = await readMetadata(parts, metadata);
    if (!behind.ok) return behind;
    if (behind.value.part !== null) return err(malformed("the field 'value' is given twice"));
    return ok({ metadata: behind.value.metadata });
  };
  const stream = streamOf(part.chunks);
  return ok({ value: { kind: "stream", stream, declaredBytes: null, trailing }, close });
}

type ReadSoFar = Metadata & {
  /** The value that comes next; null at the end. */
  readonly part: FormPart | null;
};

async function readMetadata(
  parts: AsyncGenerator<Result<FormPart, Problem>, void, void>,
  known: Json | undefined,
): Promise<Result<ReadSoFar, Problem>> {
  let metadata = known;
  while (true) {
    const next = await parts.next();
    if (next.done === true) return ok({ metadata, part: null });
    if (!next.value.ok) return next.value;
    const part = next.value.value;
    if (part.name === "value") return ok({ metadata, part });
    if (part.name !== "metadata") return err(unknownPart(part.name));
    if (metadata !== undefined) return err(malformed("the field 'metadata' is given twice"));
    const read = await parseMetadata(part);
    if (!read.ok) return read;
    metadata = read.value;
  }
}

async function parseMetadata({ chunks }: FormPart): Promise<Result<Json | undefined, Problem>> {
  const text = await readShortText(chunks, MAX_METADATA_TEXT_BYTES, metadataRefusal);
  if (!text.ok) return text;
  const parsed = parseJsonText(text.value);
  if (!parsed.ok) return err(metadataRefusal(parsed.error.detail));
  // KV stores no null.
  const metadata = parsed.value ?? undefined;
  const tooLarge = metadataProblem({ metadata, contentType: undefined, tags: undefined });
  return tooLarge === null ? ok(metadata) : err(metadataRefusal(tooLarge));
}

const metadataRefusal = (detail: string): Problem =>
  problem("invalid-request", `metadata: ${detail}`, {
    errors: [{ parameter: "metadata", detail }],
  });

/** The SDK takes an object apart into `metadata[a]`: its types would be lost. */
function unknownPart(name: string): Problem {
  return name.startsWith("metadata[")
    ? malformed("expected 'metadata' as one field of JSON: give the client a JSON string")
    : malformed("expected the fields 'value' and 'metadata' only");
}

function streamOf(chunks: AsyncGenerator<Chunk, void, void>): ReadableStream<Uint8Array> {
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const next = await chunks.next();
    if (next.done === true) controller.close();
    else if (next.value.ok) controller.enqueue(next.value.value);
    else controller.error(new Error(next.value.error.detail));
  };
  // Nothing is read ahead: whoever ends the reading would have to wait for it.
  return new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 });
}
