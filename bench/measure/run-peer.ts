import { type ExecFileOptions, execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { PeerReport } from "./peer-report.ts";

/** Their packages are installed here and nowhere else. */
const PEERS = join(import.meta.dirname, "../peers");
const TIMEOUT_MS = 300_000;

/** Installs the peers' packages where they are missing; says in a line why it could not. */
export async function installPeers(): Promise<string | null> {
  if (existsSync(join(PEERS, "node_modules"))) return null;
  try {
    // Their optional native parts are not built: each has a form in JavaScript.
    await finished("npm", ["ci", "--ignore-scripts"], { cwd: PEERS });
    return null;
  } catch (error) {
    const lines = String(error instanceof Error ? error.message : error).split("\n");
    const reason = lines.find((line) => /^npm error (?!code)\S/.test(line)) ?? lines[0];
    return `npm ci in bench/peers failed (${reason}); run it there by hand`;
  }
}

export type PeerLoad = {
  /** Folder of PostgreSQL's socket. */
  readonly postgres: string;
  /** Redis's socket. */
  readonly redis: string;
  readonly lengthMs: number;
  readonly letters: number;
};

/** Runs a peer in a process of its own, which ends when the signal aborts. */
export async function runPeer(
  id: string,
  load: PeerLoad,
  signal: AbortSignal,
): Promise<PeerReport> {
  const { postgres, redis, lengthMs, letters } = load;
  const servers = ["--postgres", postgres, "--redis", redis];
  const size = ["--length", String(lengthMs), "--letters", String(letters)];
  const args = [join(PEERS, "main.ts"), id, ...servers, ...size];
  return PeerReport.parse(JSON.parse(await finished(process.execPath, args, { signal })));
}

/** What the process printed. */
async function finished(file: string, args: readonly string[], options: ExecFileOptions) {
  const { stdout } = await promisify(execFile)(file, args, { timeout: TIMEOUT_MS, ...options });
  return String(stdout);
}
