import { shardName } from "../../shared/ledger/protocol.ts";
import type { ConsumerEnv } from "../bindings.ts";
import type { LedgerClient } from "../ledger-client.ts";

/** The ledger's shards; each call gets a fresh stub, since a stub is dead after an exception. */
export const ledgerBinding = (ledger: ConsumerEnv["LEDGER"], shards: number): LedgerClient => ({
  shards,
  shard: (index) => ledger.getByName(shardName(index)),
});
