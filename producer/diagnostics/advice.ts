/** What to do when a test fails. */
export const ADVICE = {
  "kv.read":
    "check that the namespace's binding and id in wrangler.producer.toml are right and that KV is up (https://www.cloudflarestatus.com)",
  "kv.list":
    "check that the namespace's binding and id in wrangler.producer.toml are right and that KV is up (https://www.cloudflarestatus.com)",
  "queue.writes": "check that the queue exists: npx wrangler queues info sluice-writes",
  "queue.immediate":
    "check that the queue exists: npx wrangler queues info sluice-writes-immediate",
  "queue.dead-letters": "check that the queue exists: npx wrangler queues info sluice-dead-letters",
  r2: "check that the bucket of PAYLOADS exists: npx wrangler r2 bucket list; what was left behind goes with the daily sweep",
  ledger:
    "check that the consumer is deployed with valid settings (npx wrangler tail sluice-consumer) and that LEDGER_SHARDS was not changed",
  "dead-letter-store":
    "check that the consumer is deployed with valid settings: npx wrangler tail sluice-consumer",
  gate: "check that the consumer is deployed with valid settings: npx wrangler tail sluice-consumer",
  "canary.accept": "check the queues and the rows above; writes get 503 as long as this fails",
  "canary.apply":
    "check that the consumer runs: npx wrangler tail sluice-consumer; paused, held or over the quota shows in sluice status",
  "canary.read": "check that producer and consumer have the same namespace id in both TOML files",
  "canary.delete":
    "nothing at once: the key ends by itself after five minutes; run it again when the rows above are well",
} as const;

export type TestName = keyof typeof ADVICE;
