import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "smol-toml";
import { parseSettings } from "../shared/settings.ts";
import { parseWorkerConfig, type WorkerConfig } from "./deploy/deploy-configs.ts";
import { withWriteQueues } from "./deploy/with-write-queues.ts";

const WORKERS = ["producer", "consumer"] as const;

export type LocalConfigs = {
  /** Of both TOML files, the producer's first. */
  readonly paths: readonly string[];
  /** How many queues each lane has, when that takes copies of the files. */
  readonly copiedForQueues: number | null;
};

/**
 * The TOML files of a local run: those of the root, or with `WRITE_QUEUES` over 1 copies that bind and
 * consume every queue, as a deploy would. Copies lie in a folder that git ignores, beside the
 * `.dev.vars` that wrangler looks for there. Of wrong settings the Workers themselves tell, and wrangler
 * of a file that is no TOML.
 */
export function localConfigs(root: string): LocalConfigs {
  const paths = WORKERS.map((worker) => join(root, `wrangler.${worker}.toml`));
  const [producer = null, consumer = null] = paths.map(readConfig);
  const settings = producer === null ? null : parseSettings(producer.vars);
  const isWide = settings?.ok === true && settings.value.WRITE_QUEUES > 1;
  if (!isWide || producer === null || consumer === null) return { paths, copiedForQueues: null };
  const folder = join(root, ".wrangler/start");
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(root, ".dev.vars"), join(folder, ".dev.vars"));
  const wide = withWriteQueues({ producer, consumer }, settings.value);
  return {
    paths: WORKERS.map((worker) => writeCopy(root, folder, worker, wide[worker])),
    copiedForQueues: settings.value.WRITE_QUEUES,
  };
}

function readConfig(path: string): WorkerConfig | null {
  const toml = readFileSync(path, "utf8");
  try {
    return parseWorkerConfig(toml);
  } catch {
    return null;
  }
}

/** With paths that are right from everywhere. */
function writeCopy(root: string, folder: string, worker: string, config: WorkerConfig): string {
  const { assets } = config;
  const files =
    assets === undefined ? {} : { assets: { ...assets, directory: join(root, assets.directory) } };
  const path = join(folder, `wrangler.${worker}.toml`);
  writeFileSync(path, stringify({ ...config, main: join(root, config.main), ...files }));
  return path;
}
