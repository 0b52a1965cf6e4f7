import { createHash } from "node:crypto";
import { runSluice } from "../../cli/program.ts";
import type { HttpRequest, Output, World } from "../../cli/world.ts";

/** 2026-11-21T12:00:00Z */
export const NOW_MS = Date.UTC(2026, 10, 21, 12);
export const TOKEN = "slc_test_secret-of-the-token";
export const VERSION = "01jd6c4v1q00000a1b2c3d";

export type SentRequest = {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type Answer = (request: SentRequest) => Response | Promise<Response>;

type Options = {
  readonly answer?: Answer;
  /** Where stdin, stdout and stderr are a terminal of 80 columns. Off by default. */
  readonly terminal?: boolean;
  readonly stdin?: AsyncIterable<Uint8Array>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly confirms?: boolean;
  readonly world?: Partial<World>;
};

export type Run = {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly sent: readonly SentRequest[];
  readonly questions: readonly string[];
};

/** Runs one command line against a producer that is a function. */
export async function run(args: readonly string[], options: Options = {}): Promise<Run> {
  const sent: SentRequest[] = [];
  const questions: string[] = [];
  const stdout = capture(options.terminal === true);
  const stderr = capture(options.terminal === true);
  const status = await runSluice(args, {
    fetch: async (url, request) => {
      const seen = await readRequest(url, request);
      sent.push(seen);
      return (options.answer ?? unexpected)(seen);
    },
    stdin: { isTerminal: options.terminal === true, chunks: options.stdin ?? bytesOf() },
    stdout: stdout.output,
    stderr: stderr.output,
    env: { SLUICE_TOKEN: TOKEN, NO_COLOR: "1", ...options.env },
    version: "1.2.3",
    now: () => NOW_MS,
    wait: async () => undefined,
    confirm: async (question) => {
      questions.push(question);
      return options.confirms === true;
    },
    readFile: async (path) => {
      const text = options.files?.[path];
      if (text === undefined) throw Object.assign(new Error("no file"), { code: "ENOENT" });
      return text;
    },
    randomBytes: (count) => new Uint8Array(count).fill(0xab),
    sha256Hex: (text) => createHash("sha256").update(text).digest("hex"),
    interruption: new AbortController().signal,
    ...options.world,
  });
  return { status, stdout: stdout.text(), stderr: stderr.text(), sent, questions };
}

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: {
      "Content-Type": status >= 400 ? "application/problem+json" : "application/json",
      ...headers,
    },
  });

/** Text as chunks of a stream. */
export async function* bytesOf(...chunks: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield new TextEncoder().encode(chunk);
}

/** Milliseconds before `NOW_MS`, as the producer writes times. */
export const ago = (durationMs: number): string => new Date(NOW_MS - durationMs).toISOString();

function capture(isTerminal: boolean): { output: Output; text: () => string } {
  const chunks: Buffer[] = [];
  return {
    output: {
      isTerminal,
      columns: 80,
      write: async (chunk) => {
        chunks.push(Buffer.from(chunk));
      },
    },
    text: () => Buffer.concat(chunks).toString("utf8"),
  };
}

async function readRequest(url: string, request: HttpRequest): Promise<SentRequest> {
  request.signal.throwIfAborted();
  const { pathname, search } = new URL(url);
  const chunks: Uint8Array[] = [];
  const { body } = request;
  if (body instanceof Uint8Array) chunks.push(body);
  else if (body !== undefined) for await (const chunk of body) chunks.push(chunk);
  return {
    method: request.method,
    target: pathname + search,
    headers: request.headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

function unexpected(request: SentRequest): never {
  throw new Error(`nothing answers ${request.method} ${request.target}`);
}
