import { createHash, randomBytes } from "node:crypto";
import { fstatSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { setTimeout } from "node:timers/promises";
import { isatty, type WriteStream } from "node:tty";
import type { Fetch, Output, World } from "./world.ts";

const DEFAULT_COLUMNS = 80;
const STDIN_FD = 0;

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
    readFile: (path) => readFile(path, "utf8"),
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

function streamOutput(stream: WriteStream): Output {
  // Each write reports its own error; without a listener the event would end the process as well.
  stream.on("error", () => undefined);
  return {
    isTerminal: stream.isTTY === true,
    columns: stream.columns ?? DEFAULT_COLUMNS,
    write: (chunk) =>
      new Promise((resolve, reject) => {
        stream.write(chunk, (error) => (error ? reject(error) : resolve()));
      }),
  };
}

/** Nobody listening on stderr is no reason to stop the work. */
function talkOutput(stream: WriteStream): Output {
  const output = streamOutput(stream);
  return {
    ...output,
    write: (chunk) =>
      output.write(chunk).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "EPIPE") throw error;
      }),
  };
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
