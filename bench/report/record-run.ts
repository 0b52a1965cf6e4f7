import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { join } from "node:path";
import { RECORDED } from "../suites/all-benchmarks.ts";
import { charts } from "./charts.ts";
import { driftLines } from "./drift.ts";
import { performanceDocument } from "./performance-document.ts";
import { type BenchmarkRecord, PerformanceRecord } from "./record.ts";

const DOCS = join(import.meta.dirname, "../../docs");
const RECORD = join(DOCS, "performance.json");

export const readRecord = (): PerformanceRecord =>
  PerformanceRecord.parse(JSON.parse(readFileSync(RECORD, "utf8")));

/** What differs from the recorded run by more than a fifth. */
export function reportDrift(now: readonly BenchmarkRecord[]): readonly string[] {
  const lines = driftLines(readRecord().quickRatios, now.filter(isRecorded));
  return lines.length === 0 ? ["drift: none over 20 %"] : lines;
}

/** Puts the figures of a run in place of the recorded ones of the same benchmarks. */
export async function recordRun(
  full: readonly BenchmarkRecord[],
  quick: readonly BenchmarkRecord[],
): Promise<void> {
  const before = readRecord();
  const run = { commit: commitName(), load: loadName() };
  const measured = full.map((one) => ({ ...one, run }));
  const newest = new Map([...before.benchmarks, ...measured].map((one) => [one.name, one]));
  const ratios = new Map([
    ...Object.entries(before.quickRatios),
    ...quick.map((one) => [one.name, one.ratios] as const),
  ]);
  const names = RECORDED.map(({ name }) => name);
  const record: PerformanceRecord = {
    date: new Date().toISOString().slice(0, 10),
    machine: machineName(),
    benchmarks: names.flatMap((name) => newest.get(name) ?? []),
    quickRatios: Object.fromEntries(names.map((name) => [name, ratios.get(name) ?? {}])),
  };
  writeFileSync(RECORD, `${JSON.stringify(record, null, 2)}\n`);
  writeReport(record);
}

/** Everything that is written from the record alone: `node bench/report/write-report.ts`. */
export function writeReport(record: PerformanceRecord): void {
  writeFileSync(join(DOCS, "performance.md"), performanceDocument(record));
  mkdirSync(join(DOCS, "images"), { recursive: true });
  for (const { file, svg } of charts(record)) writeFileSync(join(DOCS, "images", file), svg);
}

const isRecorded = (one: BenchmarkRecord): boolean =>
  RECORDED.some(({ name }) => name === one.name);

function machineName(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  return `${availableParallelism()} cores, ${model}, Node ${process.versions.node}`;
}

const commitName = (): string =>
  execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();

/** Over the last quarter of an hour; more than the cores means that others had them, too. */
const loadName = (): string => `load average ${(loadavg()[2] ?? 0).toFixed(1)}`;
