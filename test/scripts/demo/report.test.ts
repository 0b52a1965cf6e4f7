import { describe, expect, it } from "vitest";
import { reportDemo } from "../../../scripts/demo/report.ts";
import type { Findings } from "../../../scripts/demo/run-phases.ts";
import { openTally } from "../../../shared/ledger/tally.ts";
import { reportWrites } from "../../support/strict-kv/write-report.ts";

const writes = {
  ...reportWrites([]),
  landed: 2,
  smallestGapMs: 1_000,
  records: [
    {
      operation: "put",
      key: "a",
      version: "v1",
      valueStart: null,
      startedAtMs: 1_400,
      endedAtMs: 1_500,
      landed: true,
      error: null,
      injected: false,
    },
  ],
} as const;

const good: Findings = {
  expectations: {
    accepted: new Map([
      ["v1", 1_000],
      ["v2", 1_000],
      ["v3", 1_000],
    ]),
    newest: new Map(),
  },
  tally: { ...openTally(), accepted: 3, applied: 2, superseded: 1 },
  writes,
  undisturbed: writes,
  deadAtPeak: 1,
  deadLettersLeft: 0,
  replay: { id: "r", matched: 1, skipped: 0 },
  compared: 2,
  wrong: [],
};

const failures = (findings: Findings) =>
  reportDemo(findings)
    .checks.filter((check) => !check.isMet)
    .map((check) => check.text);

describe("reportDemo", () => {
  it("meets every check when every value is right and everything adds up", () => {
    expect(failures(good)).toEqual([]);
  });

  it("fits 80 columns", () => {
    const { lines, checks } = reportDemo(good);
    const widths = [...lines, ...checks.map((check) => `  FAILED ${check.text}`)];
    expect(Math.max(...widths.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("measures from the receipt to the end of the write", () => {
    expect(reportDemo(good).lines.join("\n")).toContain("p50 0.50 s, p99 0.50 s");
  });

  it.each<[string, Findings]>([
    ["a wrong value", { ...good, wrong: ["pkg:a"] }],
    ["a gap of 999 ms", { ...good, writes: { ...writes, smallestGapMs: 999 } }],
    ["an uninvited 429", { ...good, writes: { ...writes, uninvited429s: 1 } }],
    ["a version that ended nowhere", { ...good, tally: { ...good.tally, superseded: 0 } }],
    ["a version that was never seen", { ...good, tally: { ...good.tally, accepted: 2 } }],
    ["a dead letter that is left", { ...good, deadLettersLeft: 1 }],
  ])("fails one check for %s", (_name, findings) => {
    expect(failures(findings)).toHaveLength(1);
  });
});
