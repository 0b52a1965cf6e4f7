import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ROOT } from "../wrangler-command.ts";
import {
  deployConfig,
  desiredOf,
  type WorkerConfig,
  type WorkerConfigs,
} from "./deploy-configs.ts";
import { deployFolder } from "./deploy-files.ts";
import { describeStep } from "./describe-step.ts";
import { explainFailure } from "./explain-failure.ts";
import { type Desired, emptyAccount, planDeploy, type Worker } from "./plan-deploy.ts";
import type { DeployWorld } from "./run-deploy.ts";
import { queueSettingsOf, withWriteQueues } from "./with-write-queues.ts";
import { saidBy } from "./wrangler.ts";

/** Stands for ids that only an account can give. */
const ZERO_ID = "0".repeat(32);

/**
 * Prints every step for an empty account and bundles both Workers as a deploy would, without asking
 * anyone; resolves to the exit status.
 */
export async function dryRun(
  world: DeployWorld,
  written: WorkerConfigs,
  plan: Desired["plan"],
): Promise<number> {
  const configs = withWriteQueues(written, queueSettingsOf(written));
  const desired = desiredOf([configs.producer, configs.consumer], plan);
  const { steps, warnings } = planDeploy(desired, emptyAccount);
  world.say("A deploy to an empty account takes these steps; what exists is left alone:");
  for (const warning of warnings) world.say(`Note: ${warning}`);
  for (const [index, step] of steps.entries()) world.say(`  ${index + 1}. ${describeStep(step)}`);
  const ids = new Map(desired.namespaces.map((title) => [title, ZERO_ID]));
  for (const worker of ["consumer", "producer"] as const) {
    const problem = await bundle(world, worker, configs[worker], ids);
    if (problem !== null) {
      world.say(problem);
      return 1;
    }
  }
  world.say("Nothing was created or deployed.");
  return 0;
}

async function bundle(
  world: DeployWorld,
  worker: Worker,
  config: WorkerConfig,
  ids: ReadonlyMap<string, string>,
): Promise<string | null> {
  world.files.writeConfig(worker, deployConfig(config, ids));
  const outdir = `${deployFolder}/${worker}`;
  const args = ["deploy", "-c", `${deployFolder}/wrangler.${worker}.toml`];
  // Absolute, since wrangler reads it from where the TOML file lies.
  const dry = [...args, "--dry-run", "--outdir", join(ROOT, outdir)];
  const result = await world.wrangler(dry);
  if (result.status !== 0) return explainFailure(`wrangler ${dry.join(" ")}`, saidBy(result));
  const code = scriptsIn(join(ROOT, outdir));
  const [raw, zipped] = [code.byteLength, gzipSync(code).byteLength].map(kilobytes);
  world.say(`Bundled the ${worker}: ${raw}, ${zipped} gzip (${outdir}/)`);
  return null;
}

function scriptsIn(folder: string): Buffer {
  const names = readdirSync(folder).filter((name) => name.endsWith(".js"));
  return Buffer.concat(names.map((name) => readFileSync(join(folder, name))));
}

const kilobytes = (sizeBytes: number): string => `${(sizeBytes / 1_000).toFixed(1)} kB`;
