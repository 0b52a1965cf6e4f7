import type { WriteRecord } from "../../test/support/strict-kv/write-report.ts";
import { type Criterion, verdictOf } from "../support/example.ts";
import type { BothFindings, Findings, Told } from "./drive.ts";

type Figures = {
  readonly requests: number;
  readonly refused: number;
  readonly keys: number;
  /** Keys whose value in KV is not that of their newest write. */
  readonly lost: number;
  readonly attempts: number;
  readonly landed: number;
  /** Puts of a value that KV held already: refreshes and repetitions. */
  readonly duplicates: number;
  /** Puts of an older value over a newer one. */
  readonly steppedBack: number;
  readonly injected429s: number;
  readonly own429s: number;
  readonly slowestMs: number;
};

/** What was lost and duplicated by hand and with Sluice. */
export function judge(findings: BothFindings): readonly Criterion[] {
  const before = figuresOf(findings.before);
  const after = figuresOf(findings.after);
  const row = (
    text: string,
    show: (figures: Figures) => string,
    verdict: Criterion["verdict"],
  ): Criterion => ({ text, byHand: show(before), withSluice: show(after), verdict });
  return [
    row(
      "the same 429s are injected into both",
      ({ injected429s }) => `${injected429s}`,
      verdictOf(after.injected429s === before.injected429s && after.injected429s > 0),
    ),
    row(
      "nobody sees an error because of KV's rate limit",
      ({ refused, requests }) => `${refused} of ${requests} fail`,
      verdictOf(after.refused === 0),
    ),
    row(
      "nothing is lost: every key holds its newest write",
      ({ lost, keys }) => `${lost} of ${keys} lost`,
      verdictOf(after.lost === 0 && after.keys === before.keys),
    ),
    row(
      "no older value lands over a newer one",
      ({ steppedBack, landed }) => `${steppedBack} of ${landed} puts`,
      verdictOf(after.steppedBack === 0),
    ),
    row(
      "KV refuses no write as too early",
      ({ own429s }) => `${own429s} refused`,
      verdictOf(after.own429s === 0),
    ),
    {
      text: "every 429 can be seen",
      byHand: "a line in a log",
      withSluice: `${findings.throttledTold} in metrics`,
      verdict: verdictOf(findings.throttledTold === after.injected429s + after.own429s),
    },
    row(
      "duplicates: puts of what KV holds",
      ({ duplicates, landed }) => `${duplicates} of ${landed} puts`,
      "shown",
    ),
    row("calls of KV's put", ({ attempts, requests }) => `${attempts} for ${requests}`, "shown"),
    row("slowest answer", ({ slowestMs }) => `${Math.round(slowestMs)} ms`, "shown"),
  ];
}

function figuresOf({ told, records, kept }: Findings): Figures {
  const written = inOrder(told);
  const throttled = records.filter(({ error }) => error?.includes("failed: 429"));
  const injected429s = throttled.filter(({ injected }) => injected).length;
  const landed = records.filter((record) => record.landed);
  return {
    requests: told.length,
    refused: told.filter(({ ok }) => !ok).length,
    keys: written.size,
    lost: [...written].filter(([key, values]) => kept.get(key) !== values.at(-1)).length,
    attempts: records.length,
    landed: landed.length,
    duplicates: countSteps(written, landed, (from, to) => from === to),
    steppedBack: countSteps(written, landed, (from, to) => from > to),
    injected429s,
    own429s: throttled.length - injected429s,
    slowestMs: Math.max(...told.map(({ durationMs }) => durationMs)),
  };
}

/** The values of each key as they came. */
function inOrder(told: readonly Told[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const { key, value } of told.toSorted((a, b) => (a.order < b.order ? -1 : 1))) {
    if (value !== null) values.set(key, [...(values.get(key) ?? []), value]);
  }
  return values;
}

/** From the place of what a key held to the place of what was put. */
function countSteps(
  written: ReadonlyMap<string, readonly string[]>,
  landed: readonly WriteRecord[],
  isCounted: (from: number, to: number) => boolean,
): number {
  const held = new Map<string, number>();
  return landed.filter(({ key, valueStart }) => {
    const to = written.get(key)?.indexOf(valueStart ?? "") ?? -1;
    const from = held.get(key) ?? -1;
    held.set(key, to);
    return isCounted(from, to);
  }).length;
}
