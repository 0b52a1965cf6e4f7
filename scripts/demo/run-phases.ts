import pLimit from "p-limit";
import type { Tally } from "../../shared/ledger/tally.ts";
import { unreachable } from "../../shared/result.ts";
import { readTally } from "../../test/support/read-tally.ts";
import type { RunningSluice } from "../../test/support/run-sluice.ts";
import type { WriteReport } from "../../test/support/strict-kv/write-report.ts";
import type { Input, InputFile } from "./collect-input.ts";
import { type Expectations, noExpectations } from "./expectations.ts";
import { type PipelineClient, pipelineClient, type Replay } from "./pipeline-client.ts";
import type { Progress } from "./progress.ts";
import { waitUntil } from "./wait-until.ts";
import { firstWrites, type Job, REWRITES, revise, rewriteJobs } from "./workload.ts";

export type Findings = {
  readonly expectations: Expectations;
  readonly tally: Tally;
  readonly writes: WriteReport;
  /** The writes before anything was made to fail for good: the sample of the latency. */
  readonly undisturbed: WriteReport;
  readonly deadAtPeak: number;
  readonly replay: Replay;
  readonly deadLettersLeft: number;
  readonly compared: number;
  readonly wrong: readonly string[];
};

const CLIENTS = 6;
const READERS = 12;
const DELETED_KEYS = 6;
const FAILING_KEYS = 8;
const IDLE_TIMEOUT_MS = 60_000;

/** The whole story, phase by phase; throws when one of them does not come to its end in time. */
export async function runPhases(
  sluice: RunningSluice,
  input: Input,
  progress: Progress,
): Promise<Findings> {
  const expectations = noExpectations();
  const client = pipelineClient(sluice.fetch, expectations);
  const run: Run = { sluice, client, expectations, progress };

  await injectPassingFaults(sluice);
  await write(run, "Writing every file", [{ kind: "one-by-one", writes: firstWrites(input) }]);
  await write(run, `Rewriting, Zipf(1.1) × ${REWRITES}`, rewriteJobs(input));
  const deleted = input.small.slice(0, DELETED_KEYS);
  await everyOne(deleted, CLIENTS, (file) => client.delete(file.key));
  await untilIdle(run, "Waiting until all is applied", 0);
  const undisturbed = await sluice.strictKv.report();

  const failing = input.small.slice(DELETED_KEYS, DELETED_KEYS + FAILING_KEYS);
  const deadAtPeak = await failForGood(run, failing);
  const replay = await replayAfterwards(run, failing);
  const wrong = await compare(run);
  return {
    expectations,
    undisturbed,
    deadAtPeak,
    replay,
    compared: expectations.newest.size,
    wrong,
    tally: await readTally(sluice.consumer),
    writes: await sluice.strictKv.report(),
    deadLettersLeft: await client.deadLetters(),
  };
}

type Run = {
  readonly sluice: RunningSluice;
  readonly client: PipelineClient;
  readonly expectations: Expectations;
  readonly progress: Progress;
};

/** What real KV does now and then; the pipeline heals all of it. */
async function injectPassingFaults({ strictKv }: RunningSluice): Promise<void> {
  const keys = { kind: "prefix", prefix: "pkg:" } as const;
  const operations: "put"[] = ["put"];
  const faults = [
    { name: "throttled", times: 20, effect: { kind: "refused", status: 429 } },
    { name: "conflict", times: 3, effect: { kind: "refused", status: 409 } },
    { name: "failing", times: 5, effect: { kind: "refused", status: 500 } },
    { name: "landed", times: 5, effect: { kind: "landed", status: 500 } },
    { name: "silent", times: 1, effect: { kind: "silent", durationMs: 8_000, lands: "never" } },
  ] as const;
  for (const fault of faults) await strictKv.setFault({ ...fault, keys, operations });
}

async function write(run: Run, title: string, jobs: readonly Job[]): Promise<void> {
  const { client, progress } = run;
  progress.begin(
    title,
    jobs.reduce((sum, job) => sum + job.writes.length, 0),
  );
  const tasks = jobs.flatMap((job): readonly (() => Promise<void>)[] => {
    switch (job.kind) {
      case "together":
        return [() => client.putMany(job.writes).then(() => progress.advance(job.writes.length))];
      case "one-by-one":
        return job.writes.map((one) => () => client.put(one).then(() => progress.advance(1)));
      default:
        return unreachable(job.kind);
    }
  });
  await everyOne(tasks, CLIENTS, (task) => task());
  progress.end();
}

/** Idle: the ledger has seen every accepted version, and none of them is pending. */
async function untilIdle(run: Run, title: string, dead: number): Promise<void> {
  const total = run.expectations.accepted.size;
  run.progress.begin(title, total);
  await waitUntil(title, IDLE_TIMEOUT_MS, async () => {
    const backlog = await run.client.backlog();
    const tally = await readTally(run.sluice.consumer);
    const unseen = total - tally.accepted - tally.late;
    const settled = total - unseen - tally.pending;
    run.progress.reach(settled, `${unseen} queued, ${tally.pending} pending, ${tally.dead} dead`);
    if (unseen <= 0 && tally.pending === 0 && backlog.pending === 0 && tally.dead === dead) {
      return null;
    }
    return `${unseen} not seen by the ledger, ${tally.pending} pending, ${tally.dead} dead`;
  });
  run.progress.end();
}

/** KV refuses these keys for what they are: dead letters at once. */
async function failForGood(run: Run, files: readonly InputFile[]): Promise<number> {
  for (const { key } of files) {
    const keys = { kind: "exact", key } as const;
    const effect = { kind: "refused", status: 400 } as const;
    await run.sluice.strictKv.setFault({ name: `for-good ${key}`, keys, effect });
  }
  await everyOne(files, CLIENTS, (file) => run.client.put(revise(file, "that fails")));
  await untilIdle(run, "Failing some for good", files.length);
  return run.client.deadLetters();
}

/** The cause is gone; one of the keys gets a newer write first, which its replay must not undo. */
async function replayAfterwards(run: Run, files: readonly InputFile[]): Promise<Replay> {
  await run.sluice.strictKv.clearFaults();
  const [overtaken] = files;
  if (overtaken !== undefined) await run.client.put(revise(overtaken, "newer than the dead one"));
  await untilIdle(run, "Writing past a dead letter", files.length);
  const replay = await run.client.replayAll();
  await untilIdle(run, "Replaying the dead letters", 0);
  return replay;
}

/** The keys whose value is not that of their newest accepted version. */
async function compare(run: Run): Promise<readonly string[]> {
  const { progress, client } = run;
  const newest = [...run.expectations.newest];
  progress.begin("Reading everything back", newest.length);
  const wrong: string[] = [];
  await everyOne(newest, READERS, async ([key, expected]) => {
    if ((await client.readBack(key)) !== expected.sha256) wrong.push(key);
    progress.advance(1);
  });
  progress.end();
  return wrong;
}

async function everyOne<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const limit = pLimit(atOnce);
  await Promise.all(items.map((item) => limit(() => work(item))));
}
