import { MS_PER_DAY } from "../../shared/limits.ts";
import type { WriteRecord } from "../../test/support/strict-kv/write-report.ts";
import { type Criterion, verdictOf } from "../support/example.ts";
import type { Findings, Load } from "./drive.ts";
import { BEFORE } from "./src/analysis.ts";
import { newestOf, type Written } from "./written.ts";

/** Of reads, what the team wanted to be answered without KV. */
const MIN_HIT_PERCENT = 80;

/** What the real Workers did with a day that has few writes left. */
export function judge(findings: Findings, load: Load): readonly Criterion[] {
  const { written, ends, usage, tally } = findings;
  const put = landedThroughSluice(findings);
  const lost = ends.filter(({ kind }) => kind === "lost" || kind === "on-its-way").length;
  const held = ends.filter(({ kind }) => kind === "held").length;
  const ended = tally.applied + tally.superseded + tally.pending;
  return [
    {
      text: "no request fails when the day is used up",
      byHand: failuresText(written.before),
      withSluice: failuresText(written.after),
      verdict: verdictOf(failures(written.after) === 0),
    },
    {
      text: `KV writes of a UTC day, at most ${load.budget}`,
      byHand: `${landedByHand(findings)}, refused then`,
      withSluice: put.join(", "),
      verdict: verdictOf(put.every((count) => count <= load.budget)),
    },
    {
      text: "the newest of each key is in KV or waits",
      byHand: `${staleByHand(findings)} of ${findings.keptByHand.size} lost`,
      withSluice: `${ends.length - held - lost} in KV, ${held} wait, ${lost} lost`,
      verdict: verdictOf(lost === 0),
    },
    {
      text: "accepted = applied + superseded + waiting",
      byHand: "not counted",
      withSluice: `${tally.accepted} = ${tally.applied} + ${tally.superseded} + ${tally.pending}`,
      verdict: verdictOf(tally.accepted === ended),
    },
    {
      text: "the budget and its use are known",
      byHand: "in a dashboard",
      withSluice: `${usage.used} of ${usage.limit}`,
      verdict: verdictOf(usage.limit === load.budget && usage.used <= usage.limit),
    },
    {
      text: `reads of reports without KV, over ${MIN_HIT_PERCENT} %`,
      byHand: "the aim",
      withSluice: `${Math.floor(hitPercent(findings))} % of ${findings.reads}`,
      verdict: verdictOf(hitPercent(findings) > MIN_HIT_PERCENT),
    },
    {
      text: "answer to a write, median",
      byHand: medianText(written.before),
      withSluice: medianText(written.after),
      verdict: "shown",
    },
  ];
}

const failures = (written: readonly Written[]): number =>
  written.filter(({ answer }) => answer.refusal !== null).length;

const failuresText = (written: readonly Written[]): string =>
  `${failures(written)} of ${written.length} fail`;

const isByHand = ({ key }: WriteRecord): boolean => key.startsWith(BEFORE);

const landedByHand = ({ records }: Findings): number =>
  records.filter((record) => isByHand(record) && record.landed).length;

/** One number, or two when midnight was in between. */
function landedThroughSluice({ records }: Findings): readonly number[] {
  const byDay = Map.groupBy(
    records.filter((record) => !isByHand(record) && record.landed),
    ({ startedAtMs }) => Math.floor(startedAtMs / MS_PER_DAY),
  );
  return [...byDay.values()].map((day) => day.length);
}

const staleByHand = ({ written, keptByHand }: Findings): number =>
  [...newestOf(written.before)].filter(([key, { value }]) => keptByHand.get(key) !== value).length;

const hitPercent = ({ reads, kvReads }: Findings): number =>
  reads === 0 ? 0 : (1 - kvReads / reads) * 100;

function medianText(written: readonly Written[]): string {
  const times = written.map(({ answer }) => answer.tookMs).toSorted((a, b) => a - b);
  return `${Math.round(times[Math.floor(times.length / 2)] ?? 0)} ms`;
}
