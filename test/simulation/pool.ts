import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { SeedResult } from "./run-seed.ts";

/** What one worker runs: the seeds of a list, or every `step`-th of a range. */
export type WorkerOrder = {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly seeds: readonly number[];
  readonly mutant: string | null;
  /** Every n-th seed is run twice and must behave the same; 0 for none. */
  readonly doubleEvery: number;
};

/** A seed's result as it crosses threads. */
export type SeedReport = Omit<SeedResult, "violation" | "trace"> & {
  readonly violation: {
    readonly invariant: string;
    readonly key: string | null;
    readonly message: string;
  } | null;
  readonly isDoubled: boolean;
  readonly isRepeatable: boolean;
};

export type PoolOrder = {
  readonly from: number;
  readonly count: number;
  readonly mutant: string | null;
  readonly doubleEvery: number;
  /** Threads; as many as there are cores when absent. */
  readonly workers?: number;
  /** Called for each finished seed; answering "stop" ends the run. */
  readonly onSeed: (report: SeedReport) => "go-on" | "stop";
};

/** Runs a range of seeds on all cores, or on some. */
export async function runPool(order: PoolOrder): Promise<void> {
  const step = Math.min(order.workers ?? availableParallelism(), order.count);
  const workers = Array.from({ length: step }, (_, index) =>
    startWorker({
      from: order.from + index,
      to: order.from + order.count,
      step,
      seeds: [],
      mutant: order.mutant,
      doubleEvery: order.doubleEvery,
    }),
  );
  const stopAll = () => Promise.all(workers.map((worker) => worker.terminate()));
  await Promise.all(
    workers.map((worker) =>
      finished(worker, (report) => {
        if (order.onSeed(report) === "stop") void stopAll();
      }),
    ),
  );
}

const startWorker = (order: WorkerOrder): Worker =>
  new Worker(join(import.meta.dirname, "worker.ts"), { workerData: order });

function finished(worker: Worker, onSeed: (report: SeedReport) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on("message", onSeed);
    worker.on("error", reject);
    worker.on("exit", () => resolve());
  });
}
