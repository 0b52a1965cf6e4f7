import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { wranglerCommand } from "../../scripts/wrangler-command.ts";

export type WranglerRun = {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
};

/** The unmodified wrangler, told by nothing but its own variables to ask Sluice for Cloudflare. */
export async function runWrangler(
  folder: string,
  origin: string,
  token: string,
  ...args: readonly string[]
): Promise<WranglerRun> {
  const command = wranglerCommand(args);
  const env = {
    ...command.env,
    CLOUDFLARE_API_BASE_URL: `${origin}/client/v4`,
    CLOUDFLARE_API_TOKEN: token,
    CLOUDFLARE_ACCOUNT_ID: "any-account",
    // What it prints is its answer; the tests' own wrangler is quiet.
    WRANGLER_LOG: "log",
    NO_COLOR: "1",
    CI: "true",
  };
  const child = spawn(command.file, command.args, { cwd: folder, env });
  child.stdin.end();
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { status, stdout, stderr };
}
