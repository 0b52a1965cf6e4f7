import { ledgerBinding } from "../../consumer/adapters/ledger-binding.ts";
import type { ConsumerEnv } from "../../consumer/bindings.ts";
import { batchRig, intentsAt } from "../measure/batch-rig.ts";

type Env = Pick<ConsumerEnv, "LEDGER"> & { readonly SHARDS: number };

/**
 * `GET /?batches=N&lanes=M&first=F`: so many batches of a hundred distinct keys, from the F-th on, M at
 * a time, through the real shards; KV answers at once.
 */
export default {
  async fetch(request, env) {
    const { searchParams } = new URL(request.url);
    const numberOf = (name: string): number => Number(searchParams.get(name) ?? 0);
    const [batches, first] = [numberOf("batches"), numberOf("first")];
    const kv = { puts: 0 };
    const clock = { nowMs: Date.now() };
    let next = 0;
    const lane = async (_: unknown, number: number): Promise<void> => {
      const ledger = ledgerBinding(env.LEDGER, env.SHARDS);
      const handle = batchRig(ledger, clock, kv, `${first}-${number}`);
      for (let at = next++; at < batches; at = next++) {
        await handle(intentsAt(clock.nowMs, 100, first + at * 100));
      }
    };
    await Promise.all(Array.from({ length: numberOf("lanes") }, lane));
    return Response.json(kv);
  },
} satisfies ExportedHandler<Env>;
