import { err, ok, type Result } from "../../shared/result.ts";
import { type Problem, problem } from "../problems.ts";
import type { Chunk } from "./body-chunks.ts";
import { DelimitedReader, readShortText } from "./delimited-reader.ts";

/** One part of a form; its bytes come as they arrive. What is left unread of one is passed over. */
export type FormPart = {
  readonly name: string;
  readonly chunks: AsyncGenerator<Chunk, void, void>;
};

const MAX_PART_HEADER_BYTES = 8_192;

const CRLF = new TextEncoder().encode("\r\n");
const BLANK_LINE = new TextEncoder().encode("\r\n\r\n");

/**
 * The parts of a `multipart/form-data` body (RFC 7578), one after the other, without holding any of
 * them: `request.formData()` would hold the whole body, and copies of its files.
 */
export async function* readFormParts(
  body: AsyncGenerator<Chunk, void, void>,
  boundary: string,
): AsyncGenerator<Result<FormPart, Problem>, void, void> {
  const delimiter = new TextEncoder().encode(`\r\n--${boundary}`);
  // The first boundary stands without a line before it; with one it is like all others.
  const reader = new DelimitedReader(body, CRLF);
  let rest = reader.until(delimiter);
  try {
    while (true) {
      const passed = await passOver(rest);
      if (!passed.ok) return yield passed;
      const ending = await reader.exactly(2);
      if (!ending.ok) return yield ending;
      const line = new TextDecoder().decode(ending.value);
      if (line === "--") return;
      if (line !== "\r\n") return yield err(malformed("expected a line end behind each boundary"));
      const name = await readPartName(reader);
      if (!name.ok) return yield name;
      rest = reader.until(delimiter);
      yield ok({ name: name.value, chunks: rest });
    }
  } finally {
    await body.return();
  }
}

/** The boundary that a content type names; null when it is no form. */
export function formBoundary(contentType: string | null): Result<string, Problem> | null {
  if (contentType === null || !/^\s*multipart\/form-data\s*(;|$)/i.test(contentType)) return null;
  const [, quoted, token] = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? token ?? "";
  if (/^[ -~]{1,70}$/.test(boundary)) return ok(boundary);
  return err(malformed("expected a Content-Type with a boundary of 1 to 70 characters"));
}

export const malformed = (detail: string): Problem => problem("malformed-form", detail);

async function passOver(chunks: AsyncGenerator<Chunk, void, void>): Promise<Result<void, Problem>> {
  for await (const chunk of chunks) if (!chunk.ok) return chunk;
  return ok(undefined);
}

async function readPartName(reader: DelimitedReader): Promise<Result<string, Problem>> {
  const headers = await readShortText(reader.until(BLANK_LINE), MAX_PART_HEADER_BYTES, (detail) =>
    malformed(`the headers of a part: ${detail}`),
  );
  if (!headers.ok) return headers;
  const disposition = headers.value
    .split("\r\n")
    .find((line) => /^content-disposition:/i.test(line));
  const [, quoted, token] = /;\s*name=(?:"([^"]*)"|([^\s;"]+))/i.exec(disposition ?? "") ?? [];
  const name = quoted ?? token;
  return name === undefined ? err(malformed("expected a name for every part")) : ok(name);
}
