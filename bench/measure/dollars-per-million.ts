import type { LedgerCounts } from "../contender.ts";
import { PRICES } from "../report/prices.ts";

/** As the benchmark "rows" counts them: of a version that is applied, of a hold, of one that takes its place. */
const ROWS = { applied: 2.02, held: 3.02, replaced: 1.1 } as const;

export type Counted = {
  readonly writes: number;
  readonly kvWrites: number;
  readonly queueOperations: number;
  readonly ledger: LedgerCounts;
};

/** What a million of these writes cost Sluice beyond the requests that bring them. */
export function dollarsPerMillion({ writes, kvWrites, queueOperations, ledger }: Counted): {
  readonly kv: number;
  readonly queues: number;
  readonly objects: number;
} {
  const perWrite = (count: number) => count / writes;
  return {
    kv: perWrite(kvWrites) * PRICES.kvWrite,
    queues: perWrite(queueOperations) * PRICES.queueOperation,
    objects:
      perWrite(ledger.calls) * PRICES.objectRequest +
      perWrite(rowsOf(ledger)) * PRICES.objectRowWritten,
  };
}

/** Rows that the ledger writes, as the platform bills them. */
const rowsOf = ({ applied, held, released }: LedgerCounts): number =>
  applied * ROWS.applied + released * ROWS.held + (held - released) * ROWS.replaced;
