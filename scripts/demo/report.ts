import { FINAL_COUNTERS } from "../../shared/ledger/tally.ts";
import { MIN_PACE_MS } from "../../shared/limits.ts";
import type { Expectations } from "./expectations.ts";
import type { Findings } from "./run-phases.ts";

export type Check = { readonly isMet: boolean; readonly text: string };
export type Report = { readonly lines: readonly string[]; readonly checks: readonly Check[] };

const LABEL_WIDTH = 26;
const USD_PER_WRITE = 5 / 1_000_000;

/** The measures in lines of at most 80 columns, and the checks that decide the exit status. */
export function reportDemo(findings: Findings): Report {
  const { tally, writes, replay, expectations } = findings;
  const accepted = expectations.accepted.size;
  const latency = latenciesMs(findings);
  const savedShare = Math.round((1 - writes.landed / accepted) * 1_000) / 10;
  const line = (label: string, text: string) => `  ${label.padEnd(LABEL_WIDTH)}${text}`;
  return {
    lines: [
      line("accepted", `${accepted} write intents for ${findings.compared} keys`),
      line("applied", `${tally.applied}`),
      line("superseded", `${tally.superseded} (a newer intent of the same key won)`),
      line("dead letters", `${findings.deadAtPeak} made, ${findings.deadLettersLeft} left`),
      line(
        "replayed",
        `${replay.matched - replay.skipped}, ${replay.skipped} skipped as superseded`,
      ),
      line("KV writes", `${writes.landed} instead of ${accepted}`),
      line(
        "saved",
        `${savedShare} % of the KV writes, $${dollarsPerMillion(accepted, writes.landed)} per million intents`,
      ),
      line("429s", `${writes.injected429s} injected, ${writes.uninvited429s} others`),
      line("smallest gap of a key", gapText(findings)),
      line("accept to applied", `p50 ${seconds(latency, 0.5)}, p99 ${seconds(latency, 0.99)}`),
      line("values compared", `${findings.compared} by SHA-256, ${findings.wrong.length} wrong`),
    ],
    checks: checksOf(findings),
  };
}

function checksOf(findings: Findings): readonly Check[] {
  const { tally, writes, replay, expectations, wrong, compared } = findings;
  const ended = FINAL_COUNTERS.reduce((sum, name) => sum + tally[name], 0);
  const seen = tally.accepted + tally.late;
  const gapMs = writes.smallestGapMs;
  return [
    {
      isMet: compared > 0 && wrong.length === 0,
      text: `every key holds its newest accepted value${listed(wrong)}`,
    },
    {
      isMet: gapMs !== null && gapMs >= MIN_PACE_MS,
      text: `two writes of a key are at least ${MIN_PACE_MS} ms apart`,
    },
    {
      isMet: seen === expectations.accepted.size && tally.accepted === ended && tally.pending === 0,
      text: `accounting: ${expectations.accepted.size} accepted = ${sumText(findings)}`,
    },
    { isMet: writes.uninvited429s === 0, text: "KV answered no 429 that was not injected" },
    {
      isMet: replay.matched === findings.deadAtPeak && findings.deadLettersLeft === 0,
      text: "every dead letter was replayed or had been superseded",
    },
  ];
}

/** From the receipt to the end of the KV write, for every version that was applied by a put. */
function latenciesMs({ undisturbed, expectations }: Findings): readonly number[] {
  const appliedAtMs = new Map<string, number>();
  for (const record of undisturbed.records) {
    if (!record.landed || record.version === null || appliedAtMs.has(record.version)) continue;
    appliedAtMs.set(record.version, record.endedAtMs);
  }
  return [...appliedAtMs].flatMap(([version, atMs]) => latencyMs(expectations, version, atMs));
}

function latencyMs(expectations: Expectations, version: string, atMs: number): readonly number[] {
  const acceptedAtMs = expectations.accepted.get(version);
  return acceptedAtMs === undefined ? [] : [Math.max(atMs - acceptedAtMs, 0)];
}

function seconds(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)];
  return value === undefined ? "unknown" : `${(value / 1_000).toFixed(2)} s`;
}

function gapText({ writes }: Findings): string {
  return writes.smallestGapMs === null ? "no key was written twice" : `${writes.smallestGapMs} ms`;
}

function sumText({ tally }: Findings): string {
  const parts = FINAL_COUNTERS.filter((name) => tally[name] > 0);
  const late = tally.late > 0 ? [`${tally.late} late`] : [];
  return [...parts.map((name) => `${tally[name]} ${name}`), ...late].join(" + ");
}

function dollarsPerMillion(accepted: number, landed: number): string {
  return ((1 - landed / accepted) * 1_000_000 * USD_PER_WRITE).toFixed(2);
}

const listed = (keys: readonly string[]): string =>
  keys.length === 0 ? "" : `; wrong: ${keys.slice(0, 3).join(", ")}`;
