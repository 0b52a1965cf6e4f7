import type * as z from "zod/mini";
import { checkAgainst } from "../../shared/check-against.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import { type Problem, problem } from "../problems.ts";
import { readChunks } from "./body-chunks.ts";
import { parseJsonText, pathsOf, toPointer } from "./json-text.ts";

/**
 * A JSON body of at most `maxBytes`, by its schema: no byte more is read, and every wrong member is
 * named. `ifEmpty` stands for a body of none.
 */
export async function readJsonBody<Schema extends z.core.$ZodType>(
  request: Request,
  schema: Schema,
  maxBytes: number,
  ifEmpty?: unknown,
): Promise<Result<z.output<Schema>, Problem>> {
  const given = await readJson(request, maxBytes, ifEmpty);
  return given.ok ? checkBody(schema, given.value) : given;
}

async function readJson(
  request: Request,
  maxBytes: number,
  ifEmpty: unknown,
): Promise<Result<unknown, Problem>> {
  const text = await readText(request, maxBytes);
  if (!text.ok) return text;
  if (text.value === "" && ifEmpty !== undefined) return ok(ifEmpty);
  const parsed = parseJsonText(text.value);
  if (parsed.ok) return parsed;
  const { slug, pointer, detail } = parsed.error;
  return err(problem(slug, `the body: ${detail}`, { errors: [{ pointer, detail }] }));
}

function checkBody<Schema extends z.core.$ZodType>(
  schema: Schema,
  given: unknown,
): Result<z.output<Schema>, Problem> {
  const checked = checkAgainst(schema, given);
  if (checked.ok) return checked;
  const errors = checked.error.flatMap((issue) =>
    pathsOf(issue).map((path) => ({ pointer: toPointer(path), detail: issue.message })),
  );
  return err(problem("invalid-request", "the body is refused: see errors", { errors }));
}

async function readText(request: Request, maxBytes: number): Promise<Result<string, Problem>> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const tooLarge = err(problem("body-too-large", `expected a body of at most ${maxBytes} bytes`));
  if (Number(request.headers.get("Content-Length") ?? 0) > maxBytes) return tooLarge;
  let text = "";
  let sizeBytes = 0;
  for await (const chunk of readChunks(request.body)) {
    if (!chunk.ok) return chunk;
    sizeBytes += chunk.value.byteLength;
    if (sizeBytes > maxBytes) return tooLarge;
    const part = decode(() => decoder.decode(chunk.value, { stream: true }));
    if (!part.ok) return part;
    text += part.value;
  }
  const end = decode(() => decoder.decode());
  return end.ok ? ok(text + end.value) : end;
}

function decode(run: () => string): Result<string, Problem> {
  try {
    return ok(run());
  } catch {
    return err(problem("malformed-json", "the body: expected UTF-8"));
  }
}
