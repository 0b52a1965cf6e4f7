import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { charts } from "../../bench/report/charts.ts";
import { driftLines } from "../../bench/report/drift.ts";
import { hasNote } from "../../bench/report/goal-notes.ts";
import { performanceDocument } from "../../bench/report/performance-document.ts";
import { isMet } from "../../bench/report/record.ts";
import { readRecord } from "../../bench/report/record-run.ts";
import { RECORDED } from "../../bench/suites/all-benchmarks.ts";
import { ROOT } from "../support/read-imports.ts";

const record = readRecord();
const read = (path: string): string => readFileSync(join(ROOT, "docs", path), "utf8");

describe("docs/performance.md", () => {
  it("is what the recorded figures give", () => {
    expect(read("performance.md")).toBe(performanceDocument(record));
  });

  it("has a record of every benchmark that has no document of its own", () => {
    const names = RECORDED.map(({ name }) => name);
    expect(record.benchmarks.map(({ name }) => name)).toEqual(names);
    expect(Object.keys(record.quickRatios)).toEqual(names);
  });

  it("says of every missed goal why", () => {
    const missed = record.benchmarks.flatMap(({ goals }) => goals.filter((goal) => !isMet(goal)));
    expect(missed.map(({ id }) => id).filter((id) => !hasNote(id))).toEqual([]);
  });

  it("shows pictures that are drawn from the same figures, and no others are there", () => {
    const drawn = charts(record);
    for (const { file, svg } of drawn) expect(read(`images/${file}`), file).toBe(svg);
    const files = drawn.map(({ file }) => file);
    const there = readdirSync(join(ROOT, "docs/images")).filter((file) => file.endsWith(".svg"));
    expect(there.toSorted()).toEqual(files.toSorted());
  });
});

describe("drift", () => {
  const now = (ratio: number) => [
    { name: "steady", tables: [], goals: [], ratios: { p99: ratio } },
  ];
  const recorded = { steady: { p99: 1 } };

  it("is said of a ratio that is more than a fifth away", () => {
    expect(driftLines(recorded, now(1.21))).toEqual([
      "drift: steady, p99: recorded 1, now 1.21 (+21 %)",
    ]);
    expect(driftLines(recorded, now(0.79))).toHaveLength(1);
  });

  it("is not said of less", () => {
    expect(driftLines(recorded, now(1.2))).toEqual([]);
    expect(driftLines(recorded, now(0.8))).toEqual([]);
  });

  it("is said of what was never recorded", () => {
    expect(driftLines({}, now(1))).toEqual(["drift: steady, p99: 1, never recorded"]);
  });
});
