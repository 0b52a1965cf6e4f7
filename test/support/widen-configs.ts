import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "smol-toml";
import { parseWorkerConfig, type WorkerConfig } from "../../scripts/deploy/deploy-configs.ts";
import { queueSettingsOf, withWriteQueues } from "../../scripts/deploy/with-write-queues.ts";
import { ROOT } from "./read-imports.ts";

/** Copies of both TOML files with so many write queues, as a deploy makes them; the paths. */
export function widenConfigs(WRITE_QUEUES: number): { producer: string; consumer: string } {
  const read = (worker: "producer" | "consumer"): WorkerConfig => {
    const config = readConfig(worker);
    return { ...config, vars: { ...config.vars, WRITE_QUEUES } };
  };
  const written = { producer: read("producer"), consumer: read("consumer") };
  const wide = withWriteQueues(written, queueSettingsOf(written));
  return { producer: writeConfig(wide.producer), consumer: writeConfig(wide.consumer) };
}

export const readConfig = (worker: "producer" | "consumer"): WorkerConfig =>
  parseWorkerConfig(readFileSync(join(ROOT, `wrangler.${worker}.toml`), "utf8"));

const FOLDER = join(ROOT, ".wrangler/test");

/** A TOML file that git ignores; its path. The same Worker with as many queues has the same content. */
export function writeConfig(config: WorkerConfig): string {
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, `${config.name}-${config.queues.producers.length}.toml`);
  const { assets } = config;
  const files =
    assets === undefined ? {} : { assets: { ...assets, directory: join(ROOT, assets.directory) } };
  writeFileSync(path, stringify({ ...config, main: join(ROOT, config.main), ...files }));
  return path;
}
