import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whose rights a server gets; null: those of whoever runs the benchmark. */
export type User = { readonly uid: number; readonly gid: number } | null;

export type ServerPlan = {
  readonly name: string;
  readonly user: User;
  /** Makes the folder ready before the server starts. */
  readonly prepare: (folder: string) => Promise<void>;
  readonly command: (folder: string) => { readonly file: string; readonly args: readonly string[] };
  readonly isReady: (folder: string) => Promise<boolean>;
  /** On which the server ends in order. */
  readonly stopSignal: NodeJS.Signals;
};

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
const POLL_MS = 100;
/** Enough to see why a server did not start. */
const LOG_CHARACTERS = 1_000;

/**
 * Runs a server of its own in a temporary folder for as long as `use` takes. Server and folder go
 * away whatever happens, SIGINT and SIGTERM included, which abort the signal that `use` gets.
 */
export async function withServer<T>(
  plan: ServerPlan,
  use: (folder: string, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const interruption = new AbortController();
  const interrupted = new Promise<never>((_, reject) => {
    interruption.signal.addEventListener("abort", () => reject(new Error("interrupted")));
  });
  // Whoever waits sees it; before that nobody may be waiting.
  interrupted.catch(() => {});
  const onSignal = (): void => interruption.abort();
  for (const signal of SIGNALS) process.on(signal, onSignal);
  const folder = mkdtempSync(join(tmpdir(), `sluice-${plan.name}-`));
  const running: { server: ChildProcess | null } = { server: null };
  try {
    if (plan.user !== null) chownSync(folder, plan.user.uid, plan.user.gid);
    await plan.prepare(folder);
    const { file, args } = plan.command(folder);
    const stdio = ["ignore", "pipe", "pipe"] as const;
    running.server = spawn(file, args, { ...plan.user, cwd: folder, stdio: [...stdio] });
    await ready(plan, folder, running.server);
    return await Promise.race([use(folder, interruption.signal), interrupted]);
  } finally {
    if (running.server !== null) await stop(running.server, plan.stopSignal);
    rmSync(folder, { recursive: true, force: true });
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
  }
}

async function ready(plan: ServerPlan, folder: string, server: ChildProcess): Promise<void> {
  let log = "";
  const keep = (text: Buffer): void => {
    log = `${log}${text}`.slice(-LOG_CHARACTERS);
  };
  server.stdout?.on("data", keep);
  server.stderr?.on("data", keep);
  server.on("error", (error) => keep(Buffer.from(error.message)));
  const endMs = performance.now() + START_TIMEOUT_MS;
  while (!(await plan.isReady(folder))) {
    if (hasEnded(server) || performance.now() > endMs) {
      throw new Error(`${plan.name} did not start; its last words: ${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function stop(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(server)) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const impatience = setTimeout(() => server.kill("SIGKILL"), STOP_TIMEOUT_MS);
  server.kill(signal);
  await ended;
  clearTimeout(impatience);
}

const hasEnded = ({ pid, exitCode, signalCode }: ChildProcess): boolean =>
  pid === undefined || exitCode !== null || signalCode !== null;
