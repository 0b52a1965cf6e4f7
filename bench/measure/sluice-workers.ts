import { benchWorker } from "./harness.ts";

/** One token with every scope, as the tests use it. */
export const BENCH_TOKEN = "slc_test_canary-token-of-the-suite";

const TOKENS = JSON.stringify([
  {
    id: "test",
    sha256: "6d4cb1e71558271f6008ce438d802793be61850a024d3dab70c6801a44eb4876",
    scopes: ["read", "write", "ops:read", "ops:write"],
  },
]);

export const PRODUCER = {
  configPath: "wrangler.producer.toml",
  secrets: { SLUICE_TOKENS: TOKENS },
};

export const CONSUMER = { configPath: "wrangler.consumer.toml" };

/** Takes the consumer's place where only the producer is measured. */
export const SINK = (() => {
  const queues = ["sluice-writes", "sluice-writes-immediate", "sluice-dead-letters"];
  const classes = ["Ledger", "DeadLetterStore", "Gate", "View"];
  const sink = benchWorker("sink-consumer", {
    queues: {
      consumers: queues.map((queue) => ({ queue, max_batch_size: 100, max_batch_timeout: 1 })),
    },
    durable_objects: { bindings: classes.map((name) => ({ name, class_name: name })) },
    migrations: [{ tag: "v1", new_sqlite_classes: classes }],
  });
  return { config: { ...sink.config, name: "sluice-consumer" } };
})();
