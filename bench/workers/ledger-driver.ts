import { ledgerBinding } from "../../consumer/adapters/ledger-binding.ts";
import type { ConsumerEnv } from "../../consumer/bindings.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { shareOut } from "../../shared/write-queues.ts";
import { batchRig, intentsAt } from "../measure/batch-rig.ts";

type Env = Pick<ConsumerEnv, "LEDGER"> & { readonly SHARDS: number };

const BATCH = 100;

/**
 * `GET /?batches=N&lanes=M&first=F&queues=Q`: the intents of so many batches of a hundred distinct keys,
 * from the F-th on, shared out over Q queues, M batches at a time, through the real shards; KV answers at
 * once.
 */
export default {
  async fetch(request, env) {
    const { searchParams } = new URL(request.url);
    const numberOf = (name: string): number => Number(searchParams.get(name) ?? 0);
    const first = numberOf("first");
    const kv = { puts: 0 };
    const clock = { nowMs: Date.now() };
    const intents = intentsAt(clock.nowMs, numberOf("batches") * BATCH, first);
    const batches = batchesOf(intents, numberOf("queues"));
    let next = 0;
    const lane = async (_: unknown, number: number): Promise<void> => {
      const ledger = ledgerBinding(env.LEDGER, env.SHARDS);
      const handle = batchRig(ledger, clock, kv, `${first}-${number}`);
      for (let batch = batches[next++]; batch !== undefined; batch = batches[next++]) {
        await handle(batch);
      }
    };
    await Promise.all(Array.from({ length: numberOf("lanes") }, lane));
    return Response.json(kv);
  },
} satisfies ExportedHandler<Env>;

/** Each of one queue, the queues in turn. */
function batchesOf(
  intents: readonly WriteIntent[],
  queues: number,
): readonly (readonly WriteIntent[])[] {
  const shares = shareOut(intents, queues).map((share) => share.intents);
  const most = Math.max(...shares.map(({ length }) => Math.ceil(length / BATCH)));
  return Array.from({ length: most }, (_, at) => at * BATCH).flatMap((from) =>
    shares.map((share) => share.slice(from, from + BATCH)).filter(({ length }) => length > 0),
  );
}
