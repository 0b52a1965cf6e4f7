import type { FinalState } from "../../shared/ledger/known-versions.ts";
import type { Version } from "../../shared/version.ts";
import type { WriteIntent } from "../../shared/write-intent.ts";
import { KvCalls } from "./kv-calls.ts";
import { hash } from "./random.ts";

/** A broken promise; ends the run. */
export class Violation extends Error {
  readonly invariant: string;
  readonly key: string | null;

  constructor(invariant: string, detail: string, key: string | null = null) {
    super(detail);
    this.invariant = invariant;
    this.key = key;
  }
}

export type TraceEvent = {
  readonly atMs: number;
  readonly what: string;
  readonly key: string;
  readonly detail: string;
};

/** A purge that somebody asked for. */
export type PurgeTruth = {
  readonly tag: string;
  /** One for each shard, stamped when it was asked for. */
  readonly stamps: Version[];
  /** All shards have said that they began. */
  isConfirmed: boolean;
};

/** What really happened, known to the simulator alone. */
export class Truth {
  /** Everything that reached a queue from a producer, by version. */
  readonly queued = new Map<Version, WriteIntent>();
  /** Versions whose receipt the client got. */
  readonly confirmed = new Set<Version>();
  /** What clients that waited were told of the end of their writes. */
  readonly told = new Map<Version, FinalState>();
  readonly purges: PurgeTruth[] = [];
  readonly kvCalls = new KvCalls();
  readonly poisonIds = new Set<string>();
  /** Versions with a put that nobody knows the outcome of, or that landed though it failed. */
  readonly doubtful = new Set<Version>();
  /** Puts that started, by version. */
  readonly started = new Set<Version>();
  /** Payloads that a fault has taken away or spoiled. */
  readonly spoiled = new Set<Version>();
  readonly trace: TraceEvent[] = [];
  readonly #isTracing: boolean;
  #hash = 0x811c9dc5;

  constructor(isTracing: boolean) {
    this.#isTracing = isTracing;
  }

  get hash(): number {
    return this.#hash >>> 0;
  }

  note(atMs: number, what: string, key: string, detail = ""): void {
    this.#hash = hash(`${atMs}${what}${key}${detail}`, this.#hash);
    if (this.#isTracing) this.trace.push({ atMs, what, key, detail });
  }
}
