import "./quiet-wrangler.ts";
import { join } from "node:path";
import { createTestHarness, type TestHarness, type WorkerHandle } from "wrangler";
import { SecretWatch } from "./secret-watch.ts";
import { type StrictKvClient, strictKvClient } from "./strict-kv/strict-kv-client.ts";
import { TEST_TOKEN } from "./test-token.ts";
import { widenConfigs } from "./widen-configs.ts";

export type SluiceOptions = {
  /** `strict` (the default) enforces what real KV does and injects faults; `local` is plain local KV. */
  readonly kv?: "strict" | "local";
  /** Overrides of `[vars]`, in both Workers. */
  readonly vars?: Readonly<Record<string, string | number>>;
  /** `WRITE_QUEUES`, with the bindings that a deploy writes for it; otherwise as in the TOML files. */
  readonly writeQueues?: number;
  /** The value of `SLUICE_TOKENS`; by default one token with every scope, `TEST_TOKEN`. */
  readonly tokens?: string;
  /** Further service bindings of the producer: name → Worker. */
  readonly services?: Readonly<Record<string, string>>;
  /** Further secrets of the consumer. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** `searched` (the default): closing rejects when a log holds a secret. `trusted`: nobody looks. */
  readonly logs?: "searched" | "trusted";
  /** Further Workers that run beside Sluice; a text is a TOML file without overrides. */
  readonly others?: readonly (string | OtherWorker)[];
};

export type OtherWorker = {
  /** From the root. */
  readonly configPath: string;
  /** Bindings that are a Worker instead: name → Worker. */
  readonly bindingOverrides?: Readonly<Record<string, string>>;
  readonly vars?: Readonly<Record<string, string | number>>;
  readonly secrets?: Readonly<Record<string, string>>;
};

export type RunningSluice = {
  /** Where the producer listens, without a slash at the end. */
  readonly url: string;
  /** A request to the producer with `TEST_TOKEN`, unless it brings an `Authorization` of its own. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  /** Only with `kv: "strict"`. */
  readonly strictKv: StrictKvClient;
  readonly producer: WorkerHandle;
  readonly consumer: WorkerHandle;
  /** One of the others, by its name. */
  readonly other: (name: string) => WorkerHandle;
  /** What the Workers have logged so far. */
  readonly logs: () => readonly string[];
  /** Tokens, values and metadata: those of `fetch` and those that came to strict KV, and what it is told. */
  readonly secrets: SecretWatch;
  /** Rejects when a log holds one of the secrets. */
  readonly close: () => Promise<void>;
};

export { TEST_TOKEN };

export const TEST_TOKENS = JSON.stringify([
  {
    id: "test",
    sha256: "6d4cb1e71558271f6008ce438d802793be61850a024d3dab70c6801a44eb4876",
    scopes: ["read", "write", "ops:read", "ops:write"],
  },
]);

const ROOT = join(import.meta.dirname, "../..");

/**
 * Starts both Workers as their TOML files describe them, with real local queues, Durable Objects and
 * R2, in one process and without anything on disk. Close it, or the process does not end.
 */
export async function runSluice(options: SluiceOptions = {}): Promise<RunningSluice> {
  const harness = createTestHarness({ root: ROOT, workers: workersOf(options) });
  const { url } = await harness.listen();
  const secrets = new SecretWatch();
  secrets.keep([TEST_TOKEN, TEST_TOKEN.split("_")[2], options.secrets]);
  return runningSluice(harness, url.origin, secrets, options);
}

const AS_WRITTEN = { producer: "wrangler.producer.toml", consumer: "wrangler.consumer.toml" };

function workersOf(options: SluiceOptions) {
  const {
    kv = "strict",
    vars = {},
    tokens = TEST_TOKENS,
    others = [],
    services = {},
    secrets: own = {},
    writeQueues = 1,
  } = options;
  const paths = writeQueues === 1 ? AS_WRITTEN : widenConfigs(writeQueues);
  const further = others.map((other) =>
    typeof other === "string" ? { configPath: other } : other,
  );
  const secrets = { SLUICE_TOKENS: tokens };
  if (kv === "local") {
    return [
      { configPath: paths.producer, vars, secrets, bindingOverrides: services },
      { configPath: paths.consumer, vars, secrets: own },
      ...further,
    ];
  }
  const bindingOverrides = { KV: "strict-kv" };
  return [
    {
      configPath: paths.producer,
      vars,
      secrets,
      bindingOverrides: { ...bindingOverrides, ...services },
    },
    { configPath: paths.consumer, vars, secrets: own, bindingOverrides },
    { configPath: "test/support/strict-kv/wrangler.toml" },
    ...further,
  ];
}

function runningSluice(
  harness: TestHarness,
  url: string,
  secrets: SecretWatch,
  { kv = "strict", logs: care = "searched" }: SluiceOptions,
): RunningSluice {
  const logs = () => harness.getLogs().map((log) => log.message);
  const strictKv = strictKvClient((path, init) => harness.getWorker("strict-kv").fetch(path, init));
  const searchLogs = async (): Promise<void> => {
    // Whoever brought it, and by whatever way: what came to KV must not be in a log.
    if (kv === "strict") secrets.keep(await strictKv.contents());
    secrets.assertNone(logs());
  };
  return {
    url,
    fetch: (path, init = {}) => {
      const headers = new Headers(init.headers);
      if (!headers.has("Authorization")) headers.set("Authorization", `Bearer ${TEST_TOKEN}`);
      if (care === "searched") secrets.keepRequest(headers, init.body);
      return fetch(url + path, { ...init, headers });
    },
    strictKv,
    producer: harness.getWorker("sluice-producer"),
    consumer: harness.getWorker("sluice-consumer"),
    other: (name) => harness.getWorker(name),
    logs,
    secrets,
    close: async () => {
      try {
        if (care === "searched") await searchLogs();
      } finally {
        await harness.close();
      }
    },
  };
}
