import type { Result } from "../shared/result.ts";
import type { ExitStatus } from "./exit-status.ts";
import type { Failure } from "./failure.ts";

/** Everything that the command line touches outside itself; tests pass their own. */
export type World = {
  readonly fetch: Fetch;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the program, for `-V`. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Settles after `durationMs`, or at once when the signal aborts. */
  readonly wait: (durationMs: number, signal: AbortSignal) => Promise<void>;
  /** Asks on stderr; anything but a clear yes is no. */
  readonly confirm: (question: string, signal: AbortSignal) => Promise<boolean>;
  /** The text of a file; fails when that is no UTF-8. */
  readonly readFile: (path: string) => Promise<string>;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly sha256Hex: (text: string) => string;
  /** Aborts at the first Ctrl-C. */
  readonly interruption: AbortSignal;
};

export type Input = {
  readonly isTerminal: boolean;
  readonly chunks: AsyncIterable<Uint8Array>;
};

export type Output = {
  readonly isTerminal: boolean;
  readonly columns: number;
  /** Resolves once written; rejects with `code: "EPIPE"` when the reader has gone. */
  readonly write: (chunk: string | Uint8Array) => Promise<void>;
};

/** The part of the platform's `fetch` that is used. An iterable body is streamed. */
export type Fetch = (url: string, request: HttpRequest) => Promise<Response>;

export type HttpRequest = {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
  readonly duplex?: "half";
  readonly redirect: "manual";
  readonly signal: AbortSignal;
};

/** What a command comes to: a status when it did its work, a failure when it could not. */
export type Outcome = Result<ExitStatus, Failure>;
