import { noGate } from "../../shared/gate/shard-gate.ts";
import { openTally } from "../../shared/ledger/tally.ts";
import { EMPTY_BOOK } from "../../shared/metrics/count-book.ts";
import type { ShardRow } from "./ledger-store.ts";

export const EMPTY_SHARD: ShardRow = {
  shards: null,
  tally: openTally(),
  pauses: { put: 0, delete: 0 },
  book: EMPTY_BOOK,
  gate: noGate,
};

/** Rows of earlier versions lack what came later. */
export function parseShard(text: string): ShardRow {
  const row: ShardRow = JSON.parse(text);
  return { ...EMPTY_SHARD, ...row, tally: { ...openTally(), ...row.tally } };
}
