import {
  type Counts,
  count,
  isNothing,
  type OpenCounts,
  type ReadSource,
} from "../../shared/metrics/counts.ts";
import type { Clock } from "../../shared/ports.ts";
import { detailOf, type ReportEvent } from "../events.ts";

export type ReadCounterPorts = {
  readonly clock: Pick<Clock, "now">;
  /** Adds to the counts of some ledger shard. */
  readonly send: (counts: Counts) => Promise<void>;
  readonly report: ReportEvent;
};

/** Between two times that an isolate tells what it has read. */
export const FLUSH_EVERY_MS = 10_000;

/**
 * Counts the reads of one isolate. They are told behind an answer, so that no read waits for it, and
 * at most every ten seconds. Approximate: an isolate that ends takes along what it has not told, and
 * a call that fails is not repeated, since the shard may have counted it.
 */
export class ReadCounter {
  readonly #ports: ReadCounterPorts;
  #counts: OpenCounts = {};
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(ports: ReadCounterPorts) {
    this.#ports = ports;
  }

  note(source: ReadSource, background: (task: Promise<void>) => void): void {
    count(this.#counts, `read-${source}`);
    const nowMs = this.#ports.clock.now();
    if (nowMs - this.#toldAtMs < FLUSH_EVERY_MS) return;
    this.#toldAtMs = nowMs;
    background(this.#tell());
  }

  async #tell(): Promise<void> {
    const counts = this.#counts;
    this.#counts = {};
    if (isNothing(counts)) return;
    try {
      await this.#ports.send(counts);
    } catch (error) {
      this.#ports.report({ kind: "reads-not-counted", detail: detailOf(error) });
    }
  }
}
