import { classifyKvError, failure } from "../../shared/failure.ts";
import { type ExpectedRead, staleDetail } from "../../shared/ledger/expected-read.ts";
import type { Outcome } from "../../shared/ledger/report.ts";
import type { KeyValueStore, KvEntry } from "../../shared/ports.ts";
import { LEASE_MARGIN_MS } from "../../shared/settings.ts";
import { unstampMetadata } from "../../shared/stamp.ts";
import type { TouchIntent } from "../../shared/write-intent.ts";
import { putTimeoutMs } from "../../shared/write-time.ts";
import type { ApplyPorts, ApplyTimes } from "./apply-write.ts";
import { expiryAt } from "./kv-expiry.ts";
import { outcomeOf } from "./kv-outcome.ts";

/**
 * Gives what a key holds a new end: reads it and writes it again as it is, stamp included. KV's reads
 * may be a minute old, so that only what the ledger expects is written back; an older value would
 * come back to life otherwise. The value passes through memory, since one that breaks off while it is
 * read must not be written in part.
 */
export async function applyTouch(
  intent: TouchIntent,
  grant: { readonly leaseUntilMs: number; readonly expected: ExpectedRead },
  ports: Pick<ApplyPorts, "clock">,
  store: KeyValueStore,
  times: ApplyTimes,
): Promise<Outcome> {
  if (intent.expiration * 1_000 <= ports.clock.now())
    return end(intent, grant, ports, store, times);
  const read = await readEntry(intent.key, ports, store, times);
  if (read.kind !== "read") return read;
  const { entry } = read;
  const nowMs = ports.clock.now();
  const found =
    entry === null
      ? ({ kind: "nothing" } as const)
      : ({ kind: "value", stamp: unstampMetadata(entry.metadata).version } as const);
  const stale = staleDetail(grant.expected, found, nowMs);
  if (stale !== null) {
    return { kind: "unavailable", failure: failure("transient", "read_stale", stale) };
  }
  if (entry === null) return { kind: "applied", as: "absent", operation: null };
  if (nowMs + LEASE_MARGIN_MS >= grant.leaseUntilMs) return { kind: "unused" };
  const write = store.put({
    key: intent.key,
    ...entry,
    expiry: expiryAt(intent.expiration, nowMs),
  });
  const timeoutMs = putTimeoutMs(times, entry.value.byteLength);
  return outcomeOf(write, "put", "applied", timeoutMs, ports.clock);
}

/** Its time was over before its turn came: what it touched ends as it would have. */
async function end(
  intent: TouchIntent,
  { leaseUntilMs }: { readonly leaseUntilMs: number },
  { clock }: Pick<ApplyPorts, "clock">,
  store: KeyValueStore,
  times: ApplyTimes,
): Promise<Outcome> {
  if (clock.now() + LEASE_MARGIN_MS >= leaseUntilMs) return { kind: "unused" };
  return outcomeOf(store.delete(intent.key), "delete", "expired", putTimeoutMs(times, 0), clock);
}

type Read = { readonly kind: "read"; readonly entry: KvEntry | null };

async function readEntry(
  key: string,
  { clock }: Pick<ApplyPorts, "clock">,
  store: KeyValueStore,
  times: ApplyTimes,
): Promise<Read | Outcome> {
  const timer = new AbortController();
  const timedOut = clock.sleep(times.PUT_TIMEOUT_MS, timer.signal).then(
    (): Outcome => failed(`KV did not answer within ${times.PUT_TIMEOUT_MS} ms`),
    // Aborted because the read was faster.
    (): Promise<Outcome> => new Promise(() => {}),
  );
  const settled = store.read(key).then(
    (entry): Read => ({ kind: "read", entry }),
    (error: unknown): Outcome => failed(classifyKvError(error).detail),
  );
  const read = await Promise.race([settled, timedOut]);
  timer.abort("the read was faster");
  return read;
}

const failed = (detail: string): Outcome => ({
  kind: "unavailable",
  failure: failure("transient", "read_failed", detail),
});
