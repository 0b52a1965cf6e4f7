import { PRICES } from "../report/prices.ts";
import { type Counted, dollarsPerMillion } from "./dollars-per-million.ts";

/** Of a mean month. */
const SECONDS_PER_MONTH = 2_628_000;

export type CountedSecond = Counted & {
  /** Writes of one HTTP request. */
  readonly perRequest: number;
};

/** What a month of such a second costs on the paid plan, beyond what is included. */
export function dollarsPerMonth(
  perSecond: number,
  counted: CountedSecond,
): { readonly all: number; readonly kv: number; readonly direct: number } {
  const millions = (perSecond * SECONDS_PER_MONTH) / 1_000_000;
  const request = PRICES.workerRequest / counted.perRequest;
  const { kv, queues, objects } = dollarsPerMillion(counted);
  return {
    all: millions * (request + kv + queues + objects),
    kv: millions * kv,
    direct: millions * (request + PRICES.kvWrite),
  };
}
