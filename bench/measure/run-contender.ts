import type { Contender, LedgerCounts, PayloadCounts } from "../contender.ts";
import { Isolates, type IsolatesOptions } from "../platform/isolates.ts";
import { type FaultRates, Platform } from "../platform/platform.ts";
import { VirtualKv } from "../platform/virtual-kv.ts";
import type { Write } from "../workload.ts";
import { Cover } from "./cover.ts";

export type RunOptions = {
  readonly seed: number;
  readonly rates: FaultRates;
  readonly isolates: IsolatesOptions;
};

export type ContenderRun = {
  readonly cover: Cover;
  /** Calls of put, those that were applied, and those answered 429. */
  readonly kv: VirtualKv["counts"];
  /** Numbers of the writes whose caller was told that they failed. */
  readonly refused: ReadonlySet<number>;
  readonly queueOperations: number;
  readonly ledger: LedgerCounts;
  readonly payloads: PayloadCounts;
  readonly violations: readonly string[];
  /** The newest value of a key at the end; null when there is none. */
  readonly finalValue: (key: string) => string | null;
};

/** Longer than any backoff or late copy: what is not in KV by then never will be. */
const SETTLING_MS = 24 * 3_600_000;

/** Sends a workload through a contender, lets the faults end with it, and waits for the rest. */
export async function runContender(
  contender: Contender,
  writes: readonly Write[],
  options: RunOptions,
): Promise<ContenderRun> {
  const platform = new Platform(options.seed, options.rates);
  const startMs = platform.now();
  const cover = new Cover(writes, startMs);
  const kv = new VirtualKv(platform, (key, value, startedAtMs) =>
    cover.landed(key, Number(value), startedAtMs, platform.now()),
  );
  const deployment = contender.deploy(platform, kv);
  const isolates = new Isolates(platform, kv, options.isolates, deployment.start);
  const refused = new Set<number>();
  for (const write of writes) {
    platform.engine.at(startMs + write.atMs, () => {
      isolates
        .request((handler) => handler(write))
        .catch(() => {
          refused.add(write.number);
        });
    });
  }
  const endMs = startMs + (writes.at(-1)?.atMs ?? 0);
  await platform.engine.run(() => false, endMs);
  platform.faults.heal();
  await platform.engine.run(() => false, endMs + SETTLING_MS);
  return {
    cover,
    kv: kv.counts,
    refused,
    queueOperations: deployment.queueOperations?.() ?? 0,
    ledger: deployment.ledger?.() ?? NO_LEDGER,
    payloads: deployment.payloads?.() ?? NO_PAYLOADS,
    violations: platform.violations,
    finalValue: (key) => kv.peek(key),
  };
}

const NO_LEDGER: LedgerCounts = { calls: 0, applied: 0, held: 0, released: 0 };
const NO_PAYLOADS: PayloadCounts = { uploaded: 0, redeemed: 0, left: 0 };

/** Keys that do not hold their newest write at the end, and those whose caller was not even told. */
export function wrongKeys(
  writes: readonly Write[],
  run: ContenderRun,
): { readonly keys: number; readonly wrong: number; readonly silently: number } {
  const newest = new Map(writes.map((write) => [write.key, write]));
  let wrong = 0;
  let silently = 0;
  for (const [key, write] of newest) {
    if (run.finalValue(key) === String(write.number)) continue;
    wrong += 1;
    if (!run.refused.has(write.number)) silently += 1;
  }
  return { keys: newest.size, wrong, silently };
}
