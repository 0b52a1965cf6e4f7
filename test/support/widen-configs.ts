import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "smol-toml";
import { parseWorkerConfig, type WorkerConfig } from "../../scripts/deploy/deploy-configs.ts";
import { queueSettingsOf, withWriteQueues } from "../../scripts/deploy/with-write-queues.ts";
import { ROOT } from "./read-imports.ts";

/** Copies of both TOML files with so many write queues, as a deploy makes them; the paths. */
export function widenConfigs(WRITE_QUEUES: number): { producer: string; consumer: string } {
  const written = {
    producer: read("producer", WRITE_QUEUES),
    consumer: read("consumer", WRITE_QUEUES),
  };
  const wide = withWriteQueues(written, queueSettingsOf(written));
  const folder = mkdtempSync(join(tmpdir(), "sluice-wide-"));
  return {
    producer: write(folder, "producer", wide.producer),
    consumer: write(folder, "consumer", wide.consumer),
  };
}

function read(worker: string, WRITE_QUEUES: number): WorkerConfig {
  const config = parseWorkerConfig(readFileSync(join(ROOT, `wrangler.${worker}.toml`), "utf8"));
  return { ...config, vars: { ...config.vars, WRITE_QUEUES } };
}

function write(folder: string, worker: string, config: WorkerConfig): string {
  const path = join(folder, `wrangler.${worker}.toml`);
  const { assets } = config;
  const files =
    assets === undefined ? {} : { assets: { ...assets, directory: join(ROOT, assets.directory) } };
  writeFileSync(path, stringify({ ...config, main: join(ROOT, config.main), ...files }));
  return path;
}
