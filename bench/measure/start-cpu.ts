import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { median } from "./percentile.ts";

/** Asks for as much of the runtime as a Worker does, and does nothing. */
const EMPTY = 'export { DurableObject, WorkerEntrypoint } from "cloudflare:workers";\n';

/**
 * Milliseconds of CPU until a Worker's script has been compiled and evaluated: the median of rounds,
 * each in a Node process of its own, less the same of an empty script, measured in turn with it.
 */
export async function startCpuMs(folder: string, code: string, rounds: number): Promise<number> {
  const script = written(folder, "worker.mjs", code);
  const empty = written(folder, "empty.mjs", EMPTY);
  const scriptMs: number[] = [];
  const emptyMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    emptyMs.push(await evaluated(empty));
    scriptMs.push(await evaluated(script));
  }
  return median(scriptMs) - median(emptyMs);
}

function written(folder: string, name: string, code: string): string {
  const path = join(folder, name);
  writeFileSync(path, code);
  return path;
}

const EVALUATE = join(import.meta.dirname, "evaluate-script.ts");

async function evaluated(path: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [EVALUATE, path]);
  return Number(stdout);
}
