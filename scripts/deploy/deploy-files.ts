import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../wrangler-command.ts";
import type { Worker } from "./plan-deploy.ts";

/** Relative to the root; git ignores it, so ids and secrets never get into tracked files. */
export const deployFolder = ".wrangler/deploy";

export type DeployFiles = {
  writeConfig(worker: Worker, toml: string): void;
  writeSecrets(json: string): void;
  forgetSecrets(): void;
};

export function realDeployFiles(): DeployFiles {
  const folder = join(ROOT, deployFolder);
  const secrets = join(folder, "secrets.json");
  const write = (path: string, text: string, mode: number): void => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text, { mode });
  };
  return {
    writeConfig: (worker, toml) => write(join(folder, `wrangler.${worker}.toml`), toml, 0o644),
    writeSecrets: (json) => write(secrets, json, 0o600),
    forgetSecrets: () => rmSync(secrets, { force: true }),
  };
}
