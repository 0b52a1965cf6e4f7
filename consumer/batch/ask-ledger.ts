import type { PipelineEvent, Report } from "../../shared/events.ts";
import type { LedgerShardRpc, ShardCall } from "../../shared/ledger/protocol.ts";
import type { LedgerClient } from "../ledger-client.ts";

type Call = Extract<PipelineEvent, { readonly kind: "ledger-unreachable" }>["call"];

/**
 * Asks one shard, twice when the first reply is lost: every call is idempotent. Null when the
 * ledger could not be told; the caller's messages then have to come again.
 */
export async function askShard<Body, Answer>(
  ledger: LedgerClient,
  shard: number,
  call: Call,
  ask: (stub: LedgerShardRpc, call: ShardCall<Body>) => Promise<Answer>,
  body: Body,
  report: Report,
): Promise<Answer | null> {
  const request = { shards: ledger.shards, body };
  try {
    return await ask(ledger.shard(shard), request);
  } catch (error) {
    report({ kind: "ledger-unreachable", call, shard, detail: String(error) });
  }
  try {
    return await ask(ledger.shard(shard), request);
  } catch (error) {
    report({ kind: "ledger-unreachable", call, shard, detail: String(error) });
    return null;
  }
}
