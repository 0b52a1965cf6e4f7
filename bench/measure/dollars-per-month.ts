import type { LedgerCounts } from "../contender.ts";
import { PRICES } from "../report/prices.ts";
import { rowsOf } from "../suites/cost.ts";

/** Of a mean month. */
const SECONDS_PER_MONTH = 2_628_000;

export type Counted = {
  readonly writes: number;
  /** Writes of one HTTP request. */
  readonly perRequest: number;
  readonly kvWrites: number;
  readonly queueOperations: number;
  readonly ledger: LedgerCounts;
};

/** What a month of such a second costs on the paid plan, beyond what is included. */
export function dollarsPerMonth(
  perSecond: number,
  counted: Counted,
): { readonly all: number; readonly kv: number; readonly direct: number } {
  const millions = (perSecond * SECONDS_PER_MONTH) / 1_000_000;
  const perWrite = (count: number) => count / counted.writes;
  const request = PRICES.workerRequest / counted.perRequest;
  const kv = perWrite(counted.kvWrites) * PRICES.kvWrite;
  const queues = perWrite(counted.queueOperations) * PRICES.queueOperation;
  const objects =
    perWrite(counted.ledger.calls) * PRICES.objectRequest +
    perWrite(rowsOf(counted.ledger)) * PRICES.objectRowWritten;
  return {
    all: millions * (request + kv + queues + objects),
    kv: millions * kv,
    direct: millions * (request + PRICES.kvWrite),
  };
}
