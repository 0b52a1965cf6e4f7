import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const SLUICE = join(import.meta.dirname, "..", "..", "cli", "sluice.ts");

/** The command line as its own process, without a terminal. The caller reads stdout. */
export function startCommand(url: string, token: string, ...args: readonly string[]) {
  const env = { ...process.env, SLUICE_URL: url, SLUICE_TOKEN: token };
  const child = spawn(process.execPath, [SLUICE, ...args], { env });
  return { child, finished: finish(child) };
}

async function finish(child: ChildProcess) {
  const [stderr, [status]] = await Promise.all([
    child.stderr === null ? "" : text(child.stderr),
    once(child, "exit"),
  ]);
  return { status, stderr };
}
