import { parseArgs } from "node:util";
import { runCommand } from "../test/support/run-command.ts";
import type { Benchmark, Extent } from "./benchmark.ts";
import { printFindings } from "./report/print-findings.ts";
import type { BenchmarkRecord } from "./report/record.ts";
import { recordRun, reportDrift } from "./report/record-run.ts";
import { BENCHMARKS } from "./suites/all-benchmarks.ts";

const USAGE = `npm run bench -- [name …] [options]

  --quick    the same work, less of it: for CI
  --json     one JSON object on standard output, talk on standard error
  --drift    compare the ratios with docs/performance.json; more than 20 % apart is said, not failed
  --record   run everything in full, then write docs/performance.json, docs/performance.md and
             docs/images/ anew; with names, only those are measured anew

Benchmarks: ${BENCHMARKS.map(({ name }) => name).join(", ")}

Exit status: 0 all work was done right, 1 some was wrong, 2 usage.`;

const OPTIONS = {
  quick: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  drift: { type: "boolean", default: false },
  record: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const chosen = chosenBenchmarks(positionals);
  const say = values.json ? console.error : console.log;
  const records = await runAll(chosen, values.quick ? "quick" : "full", say);
  if (records === null) return 1;
  if (values.json) console.log(JSON.stringify({ benchmarks: records }));
  if (values.drift) for (const line of reportDrift(records)) say(line);
  if (!values.record) return 0;
  if (values.quick) throw new TypeError("--record wants a full run: leave --quick out");
  const quick = await runAll(chosen, "quick", () => {});
  if (quick === null) return 1;
  await recordRun(records, quick);
  say("Recorded in docs/performance.json, docs/performance.md and docs/images/.");
  return 0;
}

function chosenBenchmarks(names: readonly string[]): readonly Benchmark[] {
  const unknown = names.find((name) => !BENCHMARKS.some((one) => one.name === name));
  if (unknown !== undefined) throw new TypeError(`no benchmark is called "${unknown}"`);
  return names.length === 0 ? BENCHMARKS : BENCHMARKS.filter(({ name }) => names.includes(name));
}

/** Null when the work of one was wrong: then no figure is worth anything. */
async function runAll(
  chosen: readonly Benchmark[],
  extent: Extent,
  say: (line: string) => void,
): Promise<readonly BenchmarkRecord[] | null> {
  const records: BenchmarkRecord[] = [];
  for (const benchmark of chosen) {
    say(`\n— ${benchmark.name}: ${benchmark.title}`);
    try {
      const findings = await benchmark.run(extent);
      printFindings(findings, say);
      records.push({ name: benchmark.name, ...mutable(findings) });
    } catch (error) {
      console.error(`${benchmark.name} failed: ${error instanceof Error ? error.message : error}`);
      return null;
    }
  }
  return records;
}

const mutable = (findings: Awaited<ReturnType<Benchmark["run"]>>) => ({
  tables: [...findings.tables],
  goals: [...findings.goals],
  ratios: { ...findings.ratios },
});

await runCommand(main, USAGE);
