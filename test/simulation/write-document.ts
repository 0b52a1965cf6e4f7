import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runCommand } from "../support/run-command.ts";
import { wholeNumber } from "../support/whole-number.ts";
import { MUTANTS } from "./mutants.ts";
import { runPool } from "./pool.ts";
import { type Records, Records as RecordsSchema, type RunRecord } from "./records.ts";
import { reliabilityDocument } from "./reliability-document.ts";
import { summarizeSeeds } from "./summarize-seeds.ts";
import { faultsInjected, percentile } from "./summary.ts";

const DOCS = join(import.meta.dirname, "../../docs");
const RECORDS = join(DOCS, "reliability.json");
const DOCUMENT = join(DOCS, "reliability.md");
const SEEDS_PER_MUTANT = 1_000;

const USAGE = `npm run reliability -- [options] writes docs/reliability.md anew

  --seeds N  run N seeds first, and record them
  --from S   the first of them (default 1)
  --mutants  hunt every planted bug first, and record who catches it`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      from: { type: "string", default: "1" },
      seeds: { type: "string", default: "0" },
      mutants: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const seeds = wholeNumber("--seeds", values.seeds);
  const from = wholeNumber("--from", values.from);
  let records = RecordsSchema.parse(JSON.parse(readFileSync(RECORDS, "utf8")));
  if (values.mutants) records = { ...records, mutants: await runMutants() };
  if (seeds > 0) {
    records = { ...records, runs: [...records.runs, await recordRun(from, seeds)] };
  }
  writeFileSync(RECORDS, `${JSON.stringify(records, null, 2)}\n`);
  writeFileSync(DOCUMENT, reliabilityDocument(records));
  return 0;
}

async function runMutants(): Promise<Records["mutants"]> {
  const results = [];
  for (const { name } of MUTANTS) {
    let inSeed = Number.MAX_SAFE_INTEGER;
    let caughtBy: string | null = null;
    await runPool({
      from: 1,
      count: SEEDS_PER_MUTANT,
      mutant: name,
      doubleEvery: 0,
      onSeed: (report) => {
        if (report.violation === null) return "go-on";
        inSeed = Math.min(inSeed, report.seed);
        caughtBy ??= report.violation.invariant;
        return "stop";
      },
    });
    results.push({ name, inSeed: caughtBy === null ? null : inSeed, caughtBy });
  }
  return results;
}

async function recordRun(from: number, count: number): Promise<RunRecord> {
  const startedMs = performance.now();
  const summary = await summarizeSeeds(from, count);
  for (const { seed, violation } of summary.failures) {
    console.error(`seed ${seed}: ${violation?.message}. Show it: npm run sim -- --seed ${seed}`);
  }
  return {
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim(),
    date: new Date().toISOString().slice(0, 10),
    from,
    seeds: summary.seeds,
    violations: summary.failures.length,
    steps: summary.steps,
    tookSeconds: Math.round((performance.now() - startedMs) / 1_000),
    virtualHours: Math.round(summary.virtualMs / 3_600_000),
    writes: summary.writes,
    kvWrites: summary.kvWrites,
    faults: faultsInjected(summary),
    smallestGapMs: summary.smallestGapMs,
    doubled: summary.doubled,
    unrepeatable: summary.unrepeatable,
    quietSeconds: [0.5, 0.99, 1].map((share) =>
      Math.round(percentile(summary.convergenceMs, share) / 1_000),
    ),
    marks: Object.fromEntries([...summary.marks].sort()),
  };
}

await runCommand(main, USAGE);
