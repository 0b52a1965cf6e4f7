import { parse, stringify } from "smol-toml";
import * as z from "zod/mini";
import type { Desired } from "./plan-deploy.ts";

/** What is read of a Worker's TOML file; everything else is passed through. */
const WorkerConfig = z.looseObject({
  name: z.string(),
  main: z.string(),
  vars: z._default(z.record(z.string(), z.unknown()), {}),
  assets: z.optional(z.looseObject({ directory: z.string() })),
  kv_namespaces: z._default(z.array(z.looseObject({ binding: z.string(), id: z.string() })), []),
  r2_buckets: z._default(z.array(z.looseObject({ bucket_name: z.string() })), []),
  queues: z._default(
    z.looseObject({
      producers: z._default(z.array(z.looseObject({ binding: z.string(), queue: z.string() })), []),
      consumers: z._default(
        z.array(z.looseObject({ queue: z.string(), dead_letter_queue: z.optional(z.string()) })),
        [],
      ),
    }),
    { producers: [], consumers: [] },
  ),
});
export type WorkerConfig = z.infer<typeof WorkerConfig>;

export type WorkerConfigs = { readonly producer: WorkerConfig; readonly consumer: WorkerConfig };

const ACCOUNT_ID = /^[0-9a-f]{32}$/;

export const parseWorkerConfig = (toml: string): WorkerConfig => WorkerConfig.parse(parse(toml));

/** A namespace `orders` of the TOML files is `sluice-orders` in the account. */
const namespaceTitle = (localId: string): string => `sluice-${localId}`;

export function desiredOf(configs: readonly WorkerConfig[], plan: Desired["plan"]): Desired {
  const consumers = configs.flatMap((config) => config.queues.consumers);
  const deadLetterQueues = unique(consumers.flatMap((one) => one.dead_letter_queue ?? []));
  const queues = unique([
    ...configs.flatMap((config) => config.queues.producers.map((one) => one.queue)),
    ...consumers.map((one) => one.queue),
  ]);
  const namespaceIds = configs.flatMap((config) => config.kv_namespaces.map((one) => one.id));
  return {
    namespaces: unique(namespaceIds.filter((id) => !ACCOUNT_ID.test(id)).map(namespaceTitle)),
    writeQueues: queues.filter((name) => !deadLetterQueues.includes(name)),
    deadLetterQueues,
    buckets: unique(configs.flatMap((config) => config.r2_buckets.map((one) => one.bucket_name))),
    plan,
  };
}

/**
 * The copy for `.wrangler/deploy/`: the account's ids, and paths that are right from there. `ids`
 * maps titles to ids.
 */
export function deployConfig(config: WorkerConfig, ids: ReadonlyMap<string, string>): string {
  const namespaces = config.kv_namespaces.map((one) => ({ ...one, id: idOf(one.id, ids) }));
  const { assets } = config;
  return stringify({
    ...config,
    main: fromDeployFolder(config.main),
    kv_namespaces: namespaces,
    ...(assets === undefined
      ? {}
      : { assets: { ...assets, directory: fromDeployFolder(assets.directory) } }),
  });
}

const fromDeployFolder = (path: string): string => `../../${path}`;

function idOf(localId: string, ids: ReadonlyMap<string, string>): string {
  if (ACCOUNT_ID.test(localId)) return localId;
  const id = ids.get(namespaceTitle(localId));
  if (id === undefined) {
    throw new Error(
      `The account has no KV namespace ${namespaceTitle(localId)} after creating it.`,
    );
  }
  return id;
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];
