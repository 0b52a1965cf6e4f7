import { ok, type Result } from "../shared/result.ts";
import { errorCode } from "./connection.ts";
import { type Failure, fail } from "./failure.ts";
import type { World } from "./world.ts";

/** The text of a file, or of stdin for `-`. */
export async function readInput(world: World, file: string): Promise<Result<string, Failure>> {
  try {
    const text = file === "-" ? await textOf(world.stdin.chunks) : await world.readFile(file);
    return ok(text.replace(/^\ufeff/, ""));
  } catch (error) {
    const where = file === "-" ? "stdin" : file;
    return fail("usage", `Reading ${where} failed (${errorCode(error)}).`, {
      details: ["Expected text in UTF-8. Nothing was sent."],
    });
  }
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  let text = "";
  for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}
