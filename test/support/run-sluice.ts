import "./quiet-wrangler.ts";
import { join } from "node:path";
import { createTestHarness, type TestHarness, type WorkerHandle } from "wrangler";
import { type StrictKvClient, strictKvClient } from "./strict-kv/strict-kv-client.ts";

export type SluiceOptions = {
  /** `strict` (the default) enforces what real KV does and injects faults; `local` is plain local KV. */
  readonly kv?: "strict" | "local";
  /** Overrides of `[vars]`, in both Workers. */
  readonly vars?: Readonly<Record<string, string | number>>;
  /** The value of `SLUICE_TOKENS`; by default one token with every scope, `TEST_TOKEN`. */
  readonly tokens?: string;
  /** Further service bindings of the producer: name → Worker. */
  readonly services?: Readonly<Record<string, string>>;
  /** TOML files of further Workers that run beside Sluice, from the root. */
  readonly others?: readonly string[];
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
  readonly close: () => Promise<void>;
};

export const TEST_TOKEN = "slc_test_end-to-end";

const TEST_TOKENS = JSON.stringify([
  {
    id: "test",
    sha256: "1bdfa399a64dcf61e3c97ef2743788084bd6c4fe7278c7901104ff3fdb3ec439",
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
  return runningSluice(harness, url.origin);
}

function workersOf(options: SluiceOptions) {
  const { kv = "strict", vars = {}, tokens = TEST_TOKENS, others = [], services = {} } = options;
  const further = others.map((configPath) => ({ configPath }));
  const secrets = { SLUICE_TOKENS: tokens };
  if (kv === "local") {
    return [
      { configPath: "wrangler.producer.toml", vars, secrets, bindingOverrides: services },
      { configPath: "wrangler.consumer.toml", vars },
      ...further,
    ];
  }
  const bindingOverrides = { KV: "strict-kv" };
  return [
    {
      configPath: "wrangler.producer.toml",
      vars,
      secrets,
      bindingOverrides: { ...bindingOverrides, ...services },
    },
    { configPath: "wrangler.consumer.toml", vars, bindingOverrides },
    { configPath: "test/support/strict-kv/wrangler.toml" },
    ...further,
  ];
}

function runningSluice(harness: TestHarness, url: string): RunningSluice {
  return {
    url,
    fetch: (path, init = {}) => {
      const headers = new Headers(init.headers);
      if (!headers.has("Authorization")) headers.set("Authorization", `Bearer ${TEST_TOKEN}`);
      return fetch(url + path, { ...init, headers });
    },
    strictKv: strictKvClient((path, init) => harness.getWorker("strict-kv").fetch(path, init)),
    producer: harness.getWorker("sluice-producer"),
    consumer: harness.getWorker("sluice-consumer"),
    other: (name) => harness.getWorker(name),
    logs: () => harness.getLogs().map((log) => log.message),
    close: () => harness.close(),
  };
}
