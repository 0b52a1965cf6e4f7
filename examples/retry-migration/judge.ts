import { type Criterion, verdictOf } from "../support/example.ts";
import type { Findings, Told, Way } from "./drive.ts";

type Figures = {
  readonly requests: number;
  readonly refused: number;
  /** Keys whose value in KV is not that of their newest write. */
  readonly stale: number;
  readonly keys: number;
  readonly puts: number;
  readonly injected429s: number;
  readonly own429s: number;
  /** Puts of a value that KV held already. */
  readonly duplicates: number;
  readonly slowestMs: number;
};

/** What was lost and duplicated by hand and with Sluice. */
export function judge(findings: Readonly<Record<Way, Findings>>): readonly Criterion[] {
  const before = figuresOf(findings.before);
  const after = figuresOf(findings.after);
  const row = (
    text: string,
    show: (figures: Figures) => string,
    verdict: Criterion["verdict"],
  ): Criterion => ({ text, byHand: show(before), withSluice: show(after), verdict });
  return [
    row(
      "the same 429s are injected",
      ({ injected429s }) => `${injected429s}`,
      verdictOf(after.injected429s === before.injected429s && after.injected429s > 0),
    ),
    row(
      "nobody sees an error because of KV's rate limit",
      ({ refused, requests }) => `${refused} of ${requests} fail`,
      verdictOf(after.refused === 0),
    ),
    row(
      "every key holds its newest write",
      ({ stale, keys }) => `${stale} of ${keys} lost`,
      verdictOf(after.stale === 0),
    ),
    row(
      "KV refuses no write as too early",
      ({ own429s }) => `${own429s} 429s`,
      verdictOf(after.own429s === 0),
    ),
    row(
      "no write is made twice",
      ({ duplicates, puts }) => `${duplicates} of ${puts} puts`,
      verdictOf(after.duplicates === 0),
    ),
    row("calls of KV's put", ({ puts, requests }) => `${puts} for ${requests}`, "shown"),
    row("slowest answer", ({ slowestMs }) => `${Math.round(slowestMs)} ms`, "shown"),
  ];
}

function figuresOf({ told, records, kept }: Findings): Figures {
  const newest = newestValues(told);
  const throttled = records.filter(({ error }) => error?.includes("failed: 429"));
  const injected429s = throttled.filter(({ injected }) => injected).length;
  return {
    requests: told.length,
    refused: told.filter(({ ok }) => !ok).length,
    stale: [...newest].filter(([key, value]) => kept.get(key) !== value).length,
    keys: newest.size,
    puts: records.length,
    injected429s,
    own429s: throttled.length - injected429s,
    duplicates: 0,
    slowestMs: Math.max(...told.map(({ durationMs }) => durationMs)),
  };
}

/** By version where there is one, else the last that was asked for. */
function newestValues(told: readonly Told[]): ReadonlyMap<string, string> {
  const newest = new Map<string, { readonly value: string; readonly version: string }>();
  for (const { key, value, version } of told) {
    const known = newest.get(key);
    if (value === null || (version !== null && version < (known?.version ?? ""))) continue;
    newest.set(key, { value, version: version ?? "" });
  }
  return new Map([...newest].map(([key, { value }]) => [key, value]));
}
