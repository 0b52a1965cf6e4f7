import { spawn } from "node:child_process";
import { once } from "node:events";
import { ROOT, wranglerCommand } from "../wrangler-command.ts";

export type WranglerResult = {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
};

/** Runs wrangler with these arguments, from the root of the repository. */
export type Wrangler = (args: readonly string[]) => Promise<WranglerResult>;

/** Never asks: what it would ask is answered by the arguments. */
export const realWrangler: Wrangler = async (args) => {
  const command = wranglerCommand(args);
  const child = spawn(command.file, command.args, {
    cwd: ROOT,
    // What it says is quoted in our own messages.
    env: { ...command.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const [status] = await once(child, "close");
  return { status: typeof status === "number" ? status : 1, stdout, stderr };
};

/** Everything that wrangler said, for finding out why it failed. */
export const saidBy = (result: WranglerResult): string =>
  `${result.stdout}\n${result.stderr}`.trim();
