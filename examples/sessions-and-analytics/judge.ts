import type { WriteRecord } from "../../test/support/strict-kv/write-report.ts";
import { type Criterion, verdictOf } from "../support/example.ts";
import type { Findings } from "./drive.ts";
import { kindOf, type Written } from "./site.ts";
import { KINDS, type KindName } from "./src/kinds.ts";
import { MEMORY_BYTES } from "./src/store.ts";

/** The figures that caching and batching by hand claimed, each with that of Sluice. */
export function judge(findings: Findings): readonly Criterion[] {
  return [...ofWrites(findings), ...ofReads(findings), ...ofSafety(findings)];
}

const puts = (written: readonly Written[], kinds: readonly KindName[]): number =>
  written.filter(({ kind, value }) => value !== null && kinds.includes(kind)).length;

const landed = (records: readonly WriteRecord[], kinds: readonly KindName[]): number =>
  records.filter(({ operation, key, landed: hasLanded }) => {
    const kind = kindOf(key);
    return operation === "put" && hasLanded && kind !== null && kinds.includes(kind);
  }).length;

function ofWrites({ written, writes }: Findings): readonly Criterion[] {
  const saving = (text: string, kinds: readonly KindName[], claimedShare: number): Criterion => {
    const before = puts(written, kinds);
    const after = landed(writes.records, kinds);
    const claimed = Math.floor(before * (1 - claimedShare) + ROUNDING);
    return {
      text: `${text}: ${before} puts`,
      byHand: `${claimed} (${percent(-claimedShare)})`,
      withSluice: `${after} (${percent(after / before - 1)})`,
      verdict: verdictOf(before > 0 && after <= claimed),
    };
  };
  return [
    saving("the whole day", Object.keys(KINDS) as KindName[], 0.7),
    saving("analytics", ["analytics"], 0.9),
    saving("logs of errors and times", ["errors", "performance"], 0.8),
    saving("what is playing", ["listening"], 0.7),
  ];
}

/** 1 - 0.7 is a little less than 0.3. */
const ROUNDING = 1e-9;
const percent = (share: number): string => `${(share * 100).toFixed(0).replace("-", "−")} %`;

function ofReads({ memory, written, writes }: Findings): readonly Criterion[] {
  const reads = memory.hits + memory.misses;
  const ratio = memory.hits / reads;
  const byPriority = (kind: KindName) => median(delaysMs(written, writes.records, kind));
  return [
    {
      text: "reads answered from memory",
      byHand: "over 70 %",
      withSluice: `${percent(ratio)} of ${reads}`,
      verdict: verdictOf(ratio > 0.7),
    },
    {
      text: "KV reads saved",
      byHand: "75 %",
      withSluice: percent(ratio),
      verdict: verdictOf(ratio >= 0.75),
    },
    {
      text: "memory of an isolate",
      byHand: "under 200 kB",
      withSluice: `${(memory.bytes / 1_000).toFixed(1)} kB`,
      verdict: verdictOf(memory.bytes > 0 && memory.bytes <= MEMORY_BYTES),
    },
    {
      text: "a login is in KV at once, other writes a little later",
      byHand: "0 s; up to 5 s",
      withSluice: `${byPriority("session")} s; ${byPriority("listening")} s`,
      verdict: "shown",
    },
  ];
}

/** From the receipt until KV had the first value of each key. */
function delaysMs(
  written: readonly Written[],
  records: readonly WriteRecord[],
  kind: KindName,
): readonly number[] {
  const acceptedAtMs = new Map(written.map((one) => [one.version, one.acceptedAtMs]));
  const firsts = new Map<string, number>();
  for (const { key, version, landed: hasLanded, endedAtMs } of records) {
    const startMs = acceptedAtMs.get(version ?? "");
    if (!hasLanded || startMs === undefined || kindOf(key) !== kind || firsts.has(key)) continue;
    firsts.set(key, endedAtMs - startMs);
  }
  return [...firsts.values()];
}

function median(values: readonly number[]): string {
  const middle = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  return middle === undefined ? "unknown" : (middle / 1_000).toFixed(1);
}

function ofSafety({ written, writes, kept, tally, putsTold }: Findings): readonly Criterion[] {
  const newest = new Map<string, Written>();
  for (const one of written) {
    if (one.version > (newest.get(one.key)?.version ?? "")) newest.set(one.key, one);
  }
  const lost = [...newest.values()].filter(({ key, value }) => kept.get(key) !== value).length;
  const called = writes.records.filter(({ operation }) => operation === "put").length;
  return [
    {
      text: "nothing is lost, with no flush at the end of a request",
      byHand: "flush: 10–50 ms",
      withSluice: `${lost} of ${newest.size} lost`,
      verdict: verdictOf(lost === 0 && tally.dead === 0 && tally.dropped === 0),
    },
    {
      text: "metrics say what the day has used",
      byHand: "two endpoints",
      withSluice: `${putsTold} of ${called} puts`,
      verdict: verdictOf(putsTold === called),
    },
  ];
}
