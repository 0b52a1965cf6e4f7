import { unlessReaderGone } from "./reader-gone.ts";
import type { Output } from "./world.ts";

const DEFAULT_COLUMNS = 80;

type TerminalStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
};

/** Data of a process: whoever writes hears of every error. */
export function streamOutput(stream: TerminalStream): Output {
  // Each write reports its own error; without a listener the event would end the process as well.
  stream.on("error", () => undefined);
  return {
    isTerminal: stream.isTTY === true,
    // Asked anew each time, since a window may change. Terminals that nobody gave a size say 0.
    get columns() {
      return stream.columns || DEFAULT_COLUMNS;
    },
    write: (chunk) =>
      new Promise((resolve, reject) => {
        stream.write(chunk, (error) => (error ? reject(error) : resolve()));
      }),
  };
}

/** Talk of a process. Nobody listening on stderr is no reason to stop the work. */
export function talkOutput(stream: TerminalStream): Output {
  const output = streamOutput(stream);
  return {
    isTerminal: output.isTerminal,
    get columns() {
      return output.columns;
    },
    write: (chunk) => unlessReaderGone(output.write(chunk)),
  };
}
