import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type HeldOutput, holdOutput } from "./hold-output.ts";
import { localConfigs } from "./local-configs.ts";
import { ROOT, wranglerCommand } from "./wrangler-command.ts";

const DEFAULT_PORT = 8787;
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 200;

process.exitCode = await start(process.env.PORT);

/** Runs both Workers until Ctrl-C; resolves to the exit status. */
async function start(portText: string | undefined): Promise<number> {
  const port = parsePort(portText);
  if (port === null) return fail(`PORT: expected a number from 1 to 65535, found "${portText}".`);
  if (!(await isFree(port))) {
    return fail(
      `Port ${port} is in use. Stop what listens there, or choose another: PORT=${port + 1} npm start`,
    );
  }
  ensureDevVars();
  const wrangler = startWrangler(port);
  const output = holdOutput(wrangler);
  const exited = once(wrangler, "exit");
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      stopping = true;
      wrangler.kill(signal);
    });
  }
  const isRunning = () => wrangler.exitCode === null && !stopping;
  void announce(`http://localhost:${port}`, output, isRunning);
  const [code] = await exited;
  if (stopping) return 0;
  output.release();
  return fail(`wrangler dev ended with status ${code}; what it said stands above.`);
}

function parsePort(text: string | undefined): number | null {
  if (text === undefined || text === "") return DEFAULT_PORT;
  const port = Number(text);
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : null;
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, "127.0.0.1");
  try {
    await once(probe, "listening");
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}

function ensureDevVars(): void {
  const path = join(ROOT, ".dev.vars");
  if (existsSync(path)) return;
  copyFileSync(join(ROOT, ".dev.vars.example"), path);
  console.log("Created .dev.vars from .dev.vars.example (one local token with every scope).");
}

function startWrangler(port: number): ChildProcess {
  const { paths, copiedForQueues } = localConfigs(ROOT);
  if (copiedForQueues !== null) {
    console.log(
      `WRITE_QUEUES is ${copiedForQueues}: both Workers run from copies of their TOML files in .wrangler/start/,\n` +
        "which bind and consume every queue. Start again after a change of a TOML file or of .dev.vars.",
    );
  }
  const configs = paths.flatMap((path) => ["-c", path]);
  const state = ["--persist-to", join(ROOT, ".wrangler/state")];
  const manners = ["--show-interactive-dev-session=false"];
  const command = wranglerCommand(["dev", ...configs, "--port", `${port}`, ...state, ...manners]);
  return spawn(command.file, command.args, {
    cwd: ROOT,
    env: command.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/**
 * Waits until the producer answers, then says where to look. What wrangler says before is a table of
 * bindings; what it says afterwards, a line per request and batch, is shown.
 */
async function announce(url: string, output: HeldOutput, isRunning: () => boolean): Promise<void> {
  console.log("Starting both Workers …");
  const deadlineMs = Date.now() + START_TIMEOUT_MS;
  while (isRunning() && Date.now() < deadlineMs) {
    const isReady = output.held().includes("Ready on");
    const health = isReady ? await statusOf(`${url}/healthz`) : null;
    if (health !== null) {
      const operations = await statusOf(`${url}/ops`);
      // Long enough for the line about our own question to be held back, too.
      await sleep(POLL_MS);
      console.log(welcome(url, health, operations));
      return output.open();
    }
    await sleep(POLL_MS);
  }
  if (!isRunning()) return;
  output.release();
  console.error(`Nothing answers at ${url} after ${START_TIMEOUT_MS / 1_000} s; Ctrl-C stops.`);
}

async function statusOf(url: string): Promise<number | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
}

function welcome(url: string, health: number, operations: number | null): string {
  const authorization = "-H 'Authorization: Bearer slc_dev_local-only'";
  const greeting = `${url}/v1/kv/default/greeting`;
  const healthText =
    health === 200 ? "every binding is present" : `answers ${health}: read why there`;
  return [
    "",
    `Sluice runs at ${url}`,
    `  Health           ${url}/healthz (${healthText})`,
    operations === 200
      ? `  Operations page  ${url}/ops`
      : `  What waits       ${url}/v1/backlog (or: npm run sluice -- status)`,
    "",
    "Write a value, then read it back:",
    "",
    `  curl -X PUT ${authorization} --data 'hello' ${greeting}`,
    "",
    `  curl ${authorization} ${greeting}`,
    "",
    "Values are kept in .wrangler/; local queues are in memory, so stopping drops what still waits there.",
    "Ctrl-C stops.",
    "",
  ].join("\n");
}

function fail(message: string): number {
  console.error(message);
  return 1;
}
