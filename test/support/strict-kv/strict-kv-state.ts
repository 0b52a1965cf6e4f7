import type { Fault } from "./fault.ts";
import { type KeyPace, untouchedKey } from "./judge-write.ts";
import { ReadCounts } from "./read-counts.ts";
import type { WriteRecord } from "./write-report.ts";

/** All that strict KV knows beside the values. */
export type StrictKvState = {
  faults: readonly Fault[];
  readonly paces: Map<string, KeyPace>;
  readonly records: WriteRecord[];
  readonly reads: ReadCounts;
  /** The beginning of every value that came, and the callers' metadata: no log may hold them. */
  readonly contents: Set<unknown>;
};

export const emptyState = (): StrictKvState => ({
  faults: [],
  paces: new Map(),
  records: [],
  reads: new ReadCounts(),
  contents: new Set(),
});

export const paceOf = (state: StrictKvState, key: string): KeyPace =>
  state.paces.get(key) ?? untouchedKey;
