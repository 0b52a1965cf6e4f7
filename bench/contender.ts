import type { Isolate } from "./platform/isolates.ts";
import type { Platform } from "./platform/platform.ts";
import type { VirtualKv } from "./platform/virtual-kv.ts";
import type { Write } from "./workload.ts";

/** A way to write KV, as its users write it: Sluice, or what one would do instead. */
export type Contender = {
  readonly name: string;
  /** Where the pattern comes from. */
  readonly source: string;
  readonly deploy: (platform: Platform, kv: VirtualKv) => Deployment;
};

export type Deployment = {
  /** Starts an isolate; the function answers its requests: resolves to accept, rejects to refuse. */
  readonly start: (isolate: Isolate) => (write: Write) => Promise<void>;
  /** Billed operations of the queues, where there are some. */
  readonly queueOperations?: () => number;
  /** What the ledger was asked, where there is one. */
  readonly ledger?: () => LedgerCounts;
  /** Large values that went another way than the queue. */
  readonly payloads?: () => PayloadCounts;
};

export type PayloadCounts = {
  readonly uploaded: number;
  readonly redeemed: number;
  /** Not deleted, though nobody needs them any more. */
  readonly left: number;
};

export type LedgerCounts = {
  /** Calls of Durable Objects. */
  readonly calls: number;
  /** Versions that were reported as applied, and as to be held. */
  readonly applied: number;
  readonly held: number;
  /** What went back to the queue when its time had come. */
  readonly released: number;
};

/** What KV is given for a write. */
export const storedValue = ({ value, number }: Write): string => value ?? String(number);
