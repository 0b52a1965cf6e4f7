import type { LedgerShard } from "../../consumer/ledger/ledger-shard.ts";
import type { LedgerShardRpc, ShardCall } from "../../shared/ledger/protocol.ts";

/** A shard as its callers see it: calls are asynchronous and name the count of shards. */
export function ledgerRpc(shard: LedgerShard): LedgerShardRpc {
  const answer =
    <Body, Answer>(ask: (body: Body) => Answer) =>
    async (call: ShardCall<Body>): Promise<Answer> => {
      shard.requireShards(call.shards);
      return ask(call.body);
    };
  return {
    admit: answer((body) => shard.admit(body)),
    settle: answer((body) => shard.settle(body)),
    bury: answer((body) => shard.bury(body)),
    forgetLetters: answer((body) => shard.forgetLetters(body)),
    revive: answer((body) => shard.revive(body)),
    discard: answer((body) => shard.discard(body)),
    status: answer((body) => shard.status(body)),
    states: answer((body) => shard.states(body)),
    request: async () => {
      throw new Error("requests are the desk's, not the shard's");
    },
    summary: answer(() => shard.summary()),
    attention: async () => {
      throw new Error("attention is the desk's, not the shard's");
    },
    countTagged: async () => {
      throw new Error("tags are the desk's, not the shard's");
    },
    purge: async () => {
      throw new Error("purges are the desk's, not the shard's");
    },
    metrics: answer((body) => shard.metrics(body)),
    countReads: answer((body) => shard.countReads(body)),
    unneededPayloads: answer((body) => shard.unneededPayloads(body)),
    heedGate: async () => {
      throw new Error("the gate speaks to the desk, not to the shard");
    },
    collect: answer(() => shard.collect()),
  };
}
