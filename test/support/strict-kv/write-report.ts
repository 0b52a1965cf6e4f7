import type { WriteOperation } from "./fault.ts";

/** How one write ended, as strict KV saw it: `error` is what the caller was told. */
export type WriteRecord = {
  readonly operation: WriteOperation;
  readonly key: string;
  /** The version stamped in the metadata; null for deletes and for other writers. */
  readonly version: string | null;
  /** The beginning of the value; null for deletes and for what did not land. */
  readonly valueStart: string | null;
  readonly startedAtMs: number;
  /** When the value had landed or the write was refused. */
  readonly endedAtMs: number;
  readonly landed: boolean;
  readonly error: string | null;
  /** The error was asked for by a fault. */
  readonly injected: boolean;
};

export type WriteReport = {
  readonly attempts: number;
  readonly landed: number;
  readonly injected429s: number;
  /** 429s that nobody asked for: a key was written faster than KV allows. */
  readonly uninvited429s: number;
  /** From the end of any write to the start of the next one of that key; null when no key has two. */
  readonly smallestGapMs: number | null;
  readonly smallestGapKey: string | null;
  readonly landedByKey: Readonly<Record<string, number>>;
  readonly records: readonly WriteRecord[];
};

/** `records` in order of their start. */
export function reportWrites(records: readonly WriteRecord[]): WriteReport {
  const byStart = records.toSorted((a, b) => a.startedAtMs - b.startedAtMs);
  const throttled = records.filter((record) => record.error?.includes("failed: 429"));
  const injected429s = throttled.filter((record) => record.injected).length;
  const landed = records.filter((record) => record.landed);
  return {
    attempts: records.length,
    landed: landed.length,
    injected429s,
    uninvited429s: throttled.length - injected429s,
    ...smallestGap(byStart),
    landedByKey: countByKey(landed),
    records: byStart,
  };
}

function smallestGap(
  byStart: readonly WriteRecord[],
): Pick<WriteReport, "smallestGapMs" | "smallestGapKey"> {
  const lastEnd = new Map<string, number>();
  let smallestGapMs: number | null = null;
  let smallestGapKey: string | null = null;
  for (const record of byStart) {
    const previous = lastEnd.get(record.key);
    if (previous !== undefined) {
      const gapMs = record.startedAtMs - previous;
      if (smallestGapMs === null || gapMs < smallestGapMs) {
        smallestGapMs = gapMs;
        smallestGapKey = record.key;
      }
    }
    lastEnd.set(record.key, Math.max(record.endedAtMs, previous ?? 0));
  }
  return { smallestGapMs, smallestGapKey };
}

function countByKey(records: readonly WriteRecord[]): Record<string, number> {
  // A null prototype, so that a key named `__proto__` is a key like any other.
  const counts: Record<string, number> = Object.create(null);
  for (const record of records) counts[record.key] = (counts[record.key] ?? 0) + 1;
  return counts;
}
