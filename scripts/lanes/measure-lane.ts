import { createVersionIssuer } from "../../producer/accept/version-issuer.ts";
import { Settings } from "../../shared/settings.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { aPut } from "../../test/support/a-write-intent.ts";
import { PipelineRig } from "../../test/support/pipeline-rig.ts";
import type { Lane } from "./lane.ts";
import type { Load, LoadWrite } from "./loads.ts";

/** Waits from accept until KV has taken that write or a newer one of its key. */
export type LaneFigures = {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly longestMs: number;
  /** Invocations of the consumer, those for released writes among them. */
  readonly batches: number;
  readonly kvWrites: number;
};

/** The step of the virtual time, and so the accuracy of what is measured. */
const STEP_MS = 10;

/**
 * Sends a load through one lane: the consumer's and the ledger's own code on virtual time, over a
 * queue that delivers at once when a batch may leave and a KV that takes every write at once. So the
 * figures are what batches and the pace of a key add; the same in every run, on every machine.
 */
export async function measureLane({ writes }: Load, lane: Lane): Promise<LaneFigures> {
  const { LEDGER_SHARDS } = Settings.parse({});
  const rig = new PipelineRig({ LEDGER_SHARDS });
  const versions = createVersionIssuer(rig.clock, () => 0.5);
  const startMs = rig.clock.now();
  const coming = [...writes];
  const waiting: WriteIntent[] = [];
  while (coming.length > 0 || waiting.length > 0 || rig.tally().pending > 0) {
    const elapsedMs = rig.clock.now() - startMs;
    while ((coming[0]?.atMs ?? Number.POSITIVE_INFINITY) <= elapsedMs) {
      const write = coming.shift();
      if (write !== undefined) waiting.push(intentOf(write, lane, rig, versions.next()));
    }
    while (isBatch(waiting, lane, rig.clock.now())) {
      await rig.deliver(...waiting.splice(0, lane.maxBatchSize));
    }
    await rig.pass(STEP_MS);
  }
  const delaysMs = delaysOf(writes, rig, startMs).toSorted((a, b) => a - b);
  return {
    p50Ms: percentile(delaysMs, 0.5),
    p99Ms: percentile(delaysMs, 0.99),
    longestMs: percentile(delaysMs, 1),
    batches: rig.events.filter(({ kind }) => kind === "batch-processed").length,
    kvWrites: rig.kv.writes.length,
  };
}

const intentOf = (
  { key, number }: LoadWrite,
  { priority }: Lane,
  { clock }: PipelineRig,
  version: WriteIntent["version"],
): WriteIntent =>
  aPut({
    key,
    version,
    priority,
    acceptedAtMs: clock.now(),
    value: { kind: "text", text: String(number) },
  });

function isBatch(waiting: readonly WriteIntent[], lane: Lane, nowMs: number): boolean {
  const [first] = waiting;
  if (first === undefined) return false;
  const hasWaited = nowMs - first.acceptedAtMs >= lane.maxBatchTimeoutMs;
  return hasWaited || waiting.length >= lane.maxBatchSize;
}

/** A write that KV never took, nor a newer one, breaks the promise that everything rests on. */
function delaysOf(
  writes: readonly LoadWrite[],
  { kv }: PipelineRig,
  startMs: number,
): readonly number[] {
  const landed = Map.groupBy(kv.writes, ({ key }) => key);
  return writes.map(({ key, number, atMs }) => {
    const covering = landed.get(key)?.find(({ value }) => Number(value) >= number);
    if (covering === undefined) throw new Error(`write ${number} of ${key} never reached KV`);
    return covering.startedAtMs - startMs - atMs;
  });
}

/** The smallest value that so many are not above. */
function percentile(sorted: readonly number[], share: number): number {
  const found = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (found === undefined) throw new Error("expected at least one value");
  return found;
}
