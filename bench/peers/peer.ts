/** Writes a value to KV; rejects when KV refuses. */
export type Put = (key: string, number: number) => Promise<void>;

export type PeerRun = {
  /** Folder of PostgreSQL's socket. */
  readonly postgres: string;
  /** Redis's socket. */
  readonly redis: string;
  /** Schema or prefix: runs do not see each other. */
  readonly name: string;
  /** How often a job is tried, the first time included. */
  readonly attempts: number;
  readonly put: Put;
};

/** A job queue between callers and KV, set up as its users would for one newest value per key. */
export type Peer = {
  readonly id: string;
  readonly open: (run: PeerRun) => Promise<PeerQueue>;
};

export type PeerQueue = {
  /** Resolves once the queue has the write. */
  readonly write: (key: string, number: number) => Promise<void>;
  /** Jobs that wait, run, or will be tried again. */
  readonly openJobs: () => Promise<number>;
  /** Jobs whose attempts ran out. */
  readonly deadJobs: () => Promise<number>;
  /** Sends all dead jobs again, by the queue's own means. */
  readonly replay: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** A key is written this long after its first waiting write: what KV allows. */
export const PACE_MS = 1_000;
/** Every key of the steady load may be written at the same time. */
export const CONCURRENCY = 20;
/** Of those that poll for what is due; the shortest that pg-boss takes is 500. */
export const POLL_MS = 100;
