import { parseArgs } from "node:util";
import type { PeerReport } from "../measure/peer-report.ts";
import { bullmqDebounce, bullmqKeepLast } from "./bullmq.ts";
import { graphilePreserveRunAt } from "./graphile.ts";
import type { Peer } from "./peer.ts";
import { pgBossDebounced, pgBossUpsert } from "./pg-boss.ts";
import { runReplay } from "./run-replay.ts";
import { runSteady } from "./run-steady.ts";

const PEERS: readonly Peer[] = [
  graphilePreserveRunAt,
  pgBossUpsert,
  pgBossDebounced,
  bullmqDebounce,
  bullmqKeepLast,
];

/** Runs one peer against servers that run already; `bench/suites/peers.ts` starts both. */
async function main(): Promise<PeerReport> {
  const option = { type: "string", default: "" } as const;
  const { values, positionals } = parseArgs({
    options: { postgres: option, redis: option, length: option, letters: option },
    allowPositionals: true,
  });
  const peer = PEERS.find(({ id }) => id === positionals[0]);
  if (peer === undefined) throw new TypeError(`no peer is called "${positionals[0]}"`);
  return {
    steady: await runSteady(peer, values, Number(values.length)),
    replay: await runReplay(peer, values, Number(values.letters)),
  };
}

console.log(JSON.stringify(await main()));
