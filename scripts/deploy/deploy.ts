import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseSettings } from "../../shared/settings.ts";
import { ROOT } from "../wrangler-command.ts";
import { parseWorkerConfig } from "./deploy-configs.ts";
import { realDeployFiles } from "./deploy-files.ts";
import { dryRun } from "./dry-run.ts";
import { makeToken } from "./make-token.ts";
import { type DeployWorld, runDeploy } from "./run-deploy.ts";
import { realWrangler } from "./wrangler.ts";

const USAGE = `Usage: npm run deploy [-- --dry-run] [--free-plan]
  --dry-run    print each step and bundle both Workers; needs no account
  --free-plan  for an account on the free plan: queues keep messages for 24 h

Exit status: 0 done, 1 failed, 2 usage.`;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const options = parseOptions(argv);
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  if (options.help === true) {
    console.log(USAGE);
    return 0;
  }
  const config = (name: string) => parseWorkerConfig(readFileSync(join(ROOT, name), "utf8"));
  const configs = {
    producer: config("wrangler.producer.toml"),
    consumer: config("wrangler.consumer.toml"),
  };
  const settings = parseSettings(configs.producer.vars);
  if (!settings.ok) {
    for (const sentence of settings.error) console.error(`[vars]: ${sentence}`);
    return 1;
  }
  const world: DeployWorld = {
    wrangler: realWrangler,
    files: realDeployFiles(),
    say: (line) => console.log(line),
    makeToken,
  };
  const plan = options["free-plan"] === true ? "free" : "paid";
  return options["dry-run"] === true
    ? dryRun(world, configs, plan)
    : runDeploy(world, configs, plan);
}

function parseOptions(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        "dry-run": { type: "boolean" },
        "free-plan": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return null;
  }
}
