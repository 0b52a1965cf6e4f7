import { createHash, randomBytes } from "node:crypto";
import { fstatSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { setTimeout } from "node:timers/promises";
import { isatty } from "node:tty";
import { streamOutput, talkOutput } from "./stream-output.ts";
import type { Fetch, World } from "./world.ts";

const STDIN_FD = 0;
/** Node's own "utf8" puts U+FFFD in the place of what it cannot read. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The world of a real process; `interrupt` is what Ctrl-C does while a question is open. */
export function nodeWorld(
  version: string,
  interruption: AbortSignal,
  interrupt: () => void,
): World {
  return {
    // Node's fetch streams any async iterable; the shared types know only the web's body types.
    fetch: fetch as unknown as Fetch,
    stdin: { isTerminal: isatty(STDIN_FD), chunks: readStdin() },
    stdout: streamOutput(process.stdout),
    stderr: talkOutput(process.stderr),
    env: process.env,
    version,
    now: () => Date.now(),
    wait,
    confirm: (question, signal) => confirm(question, signal, interrupt),
    readFile: async (path) => utf8.decode(await readFile(path)),
    randomBytes: (count) => randomBytes(count),
    sha256Hex: (text) => createHash("sha256").update(text).digest("hex"),
    interruption,
  };
}

/** Node reads a directory as if it were empty, which would write an empty value. */
async function* readStdin(): AsyncGenerator<Uint8Array> {
  if (fstatSync(STDIN_FD).isDirectory()) {
    throw Object.assign(new Error("stdin is a directory"), { code: "EISDIR" });
  }
  yield* process.stdin;
}

async function wait(durationMs: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(durationMs, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function confirm(
  question: string,
  signal: AbortSignal,
  interrupt: () => void,
): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  // The prompt takes Ctrl-C for itself, and Ctrl-D ends it without an answer.
  prompt.on("SIGINT", interrupt);
  const closed = new Promise<null>((resolve) => prompt.once("close", () => resolve(null)));
  try {
    const answer = await Promise.race([prompt.question(question, { signal }), closed]);
    if (answer === null) process.stderr.write("\n");
    return /^y(es)?$/i.test(answer?.trim() ?? "");
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  } finally {
    prompt.close();
  }
}
