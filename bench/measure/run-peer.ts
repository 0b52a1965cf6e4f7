import { type ExecFileOptions, execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
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

/** Runs a peer in a process of its own. */
export async function runPeer(id: string, load: PeerLoad): Promise<PeerReport> {
  const { postgres, redis, lengthMs, letters } = load;
  const servers = ["--postgres", postgres, "--redis", redis];
  const size = ["--length", String(lengthMs), "--letters", String(letters)];
  const args = [join(PEERS, "main.ts"), id, ...servers, ...size];
  return PeerReport.parse(JSON.parse(await finished(process.execPath, args, {})));
}

/** What the process printed; it ends with this one, whatever happens. */
function finished(file: string, args: readonly string[], options: ExecFileOptions) {
  return new Promise<string>((resolve, reject) => {
    const child = execFile(file, args, { timeout: TIMEOUT_MS, ...options }, (error, stdout) => {
      process.removeListener("exit", onExit);
      if (error === null) resolve(String(stdout));
      else reject(error);
    });
    const onExit = (): void => {
      child.kill();
    };
    process.once("exit", onExit);
  });
}
