import type { ShardSummary } from "../../shared/ledger/protocol.ts";
import { addTally, openTally, type Tally } from "../../shared/ledger/tally.ts";
import { type Counts, sumCounts } from "../../shared/metrics/counts.ts";

/** What all shards know together. */
export type LedgerSum = {
  readonly tally: Tally;
  readonly totals: Counts;
  readonly today: Counts;
};

export function sumOfShards(summaries: readonly ShardSummary[]): LedgerSum {
  const tally = openTally();
  for (const summary of summaries) addTally(tally, summary.tally);
  return {
    tally,
    totals: sumCounts(summaries.map(({ totals }) => totals)),
    today: sumCounts(summaries.map(({ today }) => today)),
  };
}
