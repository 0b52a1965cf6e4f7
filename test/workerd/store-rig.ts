import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { candidateOf } from "../../consumer/batch/plan-batch.ts";
import type { ConsumerEnv } from "../../consumer/bindings.ts";
import type {
  DeadLetterStoreRpc,
  Replay,
  ReplayRequest,
} from "../../shared/dead-letter-store-rpc.ts";
import { failure } from "../../shared/failure.ts";
import { shardOf } from "../../shared/key.ts";
import { shardName } from "../../shared/ledger/protocol.ts";
import { Settings } from "../../shared/settings.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { deadIntent, putIntent, SOMEBODY } from "../support/letters.ts";

const { DEAD_LETTER_STORE, LEDGER } = env as unknown as ConsumerEnv;
export const SHARDS = Settings.parse({}).LEDGER_SHARDS;
const REFUSED = failure("permanent", "kv_refused", "KV PUT failed: 400 Bad Request");

/** The object and its methods; the types of Workers RPC do not get to the end of JSON. */
export function openStore(name: string) {
  const object = DEAD_LETTER_STORE.getByName(name);
  return { object, store: object as unknown as DeadLetterStoreRpc };
}

export const ledgerOf = (intent: WriteIntent) =>
  LEDGER.getByName(shardName(shardOf(intent, SHARDS)));

/** Marks writes dead in the ledger and stores their letters. */
export async function die(name: string, intents: readonly WriteIntent[]): Promise<void> {
  for (const intent of intents) {
    const { namespace, key } = intent;
    const item = { namespace, key, candidate: candidateOf(intent), intent, failure: REFUSED };
    await ledgerOf(intent).bury({ shards: SHARDS, body: [item] });
  }
  await openStore(name).store.put(
    intents.map((intent) => ({ ...deadIntent(0), kind: "intent", intent })),
  );
}

export const intents = (name: string, count: number): readonly WriteIntent[] =>
  Array.from({ length: count }, (_, index) => putIntent(index + 1, { key: `${name}/${index}` }));

export const request = (name: string, ratePerSecond: number): ReplayRequest => ({
  selection: { kind: "filter", filter: { keyPrefix: `${name}/` } },
  access: { namespaces: ["default"] },
  ratePerSecond,
});

export async function start(store: DeadLetterStoreRpc, asked: ReplayRequest): Promise<Replay> {
  const started = await store.startReplay(asked, SOMEBODY);
  if (!started.ok) throw new Error(`${started.error.running} is running`);
  return started.value;
}

/** As if the time of the next letter had come. */
export async function makeDue(object: ReturnType<typeof openStore>["object"]): Promise<void> {
  await runInDurableObject(object, (_instance, context) => {
    context.storage.sql.exec("UPDATE replays SET due_ms = 0");
  });
}
