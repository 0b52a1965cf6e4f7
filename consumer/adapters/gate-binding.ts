import { GATE_NAME } from "../../shared/gate/protocol.ts";
import { shardName } from "../../shared/ledger/protocol.ts";
import type { ConsumerEnv } from "../bindings.ts";
import type { ShardsClient } from "../gate/shard-line.ts";
import type { GateLinePorts } from "../ledger/gate-line.ts";
import { logEvent } from "./log-events.ts";

/** The shards as the gate speaks to them; each call gets a fresh stub, since one breaks for good. */
export const shardsBinding = (ledger: ConsumerEnv["LEDGER"], count: number): ShardsClient => ({
  count,
  heed: (shard, word) => ledger.getByName(shardName(shard)).heedGate({ shards: count, body: word }),
});

/** The gate as the shard with this id asks it. */
export function gateLinePorts(
  env: ConsumerEnv,
  id: DurableObjectId,
  shards: number,
): GateLinePorts {
  return {
    gate: { ask: (report) => env.GATE.getByName(GATE_NAME).ask(report) },
    shard: shardOfId(env.LEDGER, id, shards),
    shards,
    report: logEvent,
  };
}

/** An object does not always learn its name, but names and ids belong together. */
function shardOfId(ledger: ConsumerEnv["LEDGER"], id: DurableObjectId, shards: number): number {
  const all = Array.from({ length: shards }, (_, shard) => shard);
  return all.find((shard) => ledger.idFromName(shardName(shard)).equals(id)) ?? NOT_A_SHARD;
}

/** Another count of shards than stored: every call is refused, so nothing is ever asked. */
const NOT_A_SHARD = -1;
