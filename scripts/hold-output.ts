import type { ChildProcess } from "node:child_process";

export type HeldOutput = {
  /** What was written so far and is held back. */
  held(): string;
  /** Forgets what was held; from now on everything is shown. */
  open(): void;
  /** Shows what was held, for a process that ended early. */
  release(): void;
};

/** Holds back what a process with piped output writes, until it is known whether anybody needs it. */
export function holdOutput(child: ChildProcess): HeldOutput {
  let text = "";
  let isOpen = false;
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    from?.setEncoding("utf8").on("data", (chunk: string) => {
      if (isOpen) to.write(chunk);
      else text += chunk;
    });
  }
  return {
    held: () => text,
    open: () => {
      isOpen = true;
      text = "";
    },
    release: () => {
      isOpen = true;
      process.stderr.write(text);
    },
  };
}
