import { parseArgs } from "node:util";
import { runCommand } from "../support/run-command.ts";
import { wholeNumber } from "../support/whole-number.ts";
import { readCorpus, rememberSeed } from "./corpus.ts";
import { MUTANTS } from "./mutants.ts";
import { plantMutant } from "./plant-mutant.ts";
import { runPool, type SeedReport } from "./pool.ts";
import { Progress } from "./progress.ts";
import { DOUBLE_EVERY } from "./summarize-seeds.ts";
import { addSeed, emptySummary, missingMarks, type Summary } from "./summary.ts";
import { summaryLines } from "./summary-lines.ts";

const USAGE = `npm run sim -- [options]

  --seeds N      how many seeds (default 2000), after those of the corpus
  --from S       the first of them (default 1)
  --seed S       one seed only, shrunk and reported when it fails
  --trace        with --seed: print every event of the run
  --mutant NAME  plant a bug first; \`list\` names them all
  --minutes M    go on with new seeds for so long
  --json         the figures as one JSON object on standard output

Exit status: 0 no violation, 1 a violation (with --mutant: caught), 2 usage.`;

type Options = {
  readonly seeds: number;
  readonly from: number;
  readonly mutant: string | null;
  readonly minutes: number | null;
  readonly isJson: boolean;
};

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "2000" },
      from: { type: "string", default: "1" },
      seed: { type: "string" },
      trace: { type: "boolean", default: false },
      mutant: { type: "string" },
      minutes: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (values.mutant === "list") {
    for (const mutant of MUTANTS) console.log(mutant.name);
    return 0;
  }
  const mutant = values.mutant ?? null;
  if (values.seed !== undefined) {
    return runOne(wholeNumber("--seed", values.seed), values.trace, mutant);
  }
  return runMany({
    seeds: wholeNumber("--seeds", values.seeds),
    from: wholeNumber("--from", values.from),
    minutes: values.minutes === undefined ? null : wholeNumber("--minutes", values.minutes),
    mutant,
    isJson: values.json,
  });
}

/** Loads the simulator only now: a planted bug has to be there before. */
async function runOne(seed: number, isTracing: boolean, mutant: string | null): Promise<number> {
  if (mutant !== null) plantMutant(mutant);
  const { runSeed } = await import("./run-seed.ts");
  const { shrink } = await import("./shrink.ts");
  const { failureReport } = await import("./failure-report.ts");
  const result = await runSeed(seed, {}, true);
  if (isTracing) {
    for (const event of result.trace) {
      console.log(`${event.atMs} ${event.what} ${event.key} ${event.detail}`);
    }
  }
  if (result.violation === null) {
    console.log(`seed ${seed}: no violation in ${result.steps} steps, trace hash ${result.hash}`);
    return 0;
  }
  console.log(failureReport(result, await shrink(seed, result), mutant));
  return 1;
}

async function runMany(options: Options): Promise<number> {
  const startedMs = performance.now();
  const summary = emptySummary();
  const progress = new Progress(options.minutes === null ? options.seeds : null);
  const endMs = options.minutes === null ? null : startedMs + options.minutes * 60_000;
  const onSeed = (report: SeedReport): "go-on" | "stop" => {
    addSeed(summary, report);
    progress.show(summary, performance.now() - startedMs);
    const isTimeOver = endMs !== null && performance.now() > endMs;
    return isTimeOver || report.violation !== null ? "stop" : "go-on";
  };
  const count = options.minutes === null ? options.seeds : Number.MAX_SAFE_INTEGER;
  const { mutant, from } = options;
  for (const seed of mutant === null ? readCorpus() : []) {
    await runPool({ from: seed, count: 1, mutant, doubleEvery: 0, onSeed });
  }
  await runPool({ from, count, mutant, doubleEvery: DOUBLE_EVERY, onSeed });
  progress.end();
  return conclude(summary, performance.now() - startedMs, options);
}

async function conclude(summary: Summary, tookMs: number, options: Options): Promise<number> {
  const { mutant, isJson } = options;
  const lines = summaryLines(summary, tookMs);
  if (isJson) console.log(JSON.stringify(Object.fromEntries(lines)));
  else for (const [name, value] of lines) console.log(`${name.padEnd(36)} ${value}`);
  const [failure] = summary.failures;
  if (failure !== undefined) {
    const seed = failure.seed;
    if (mutant === null) rememberSeed(seed);
    await runOne(seed, false, mutant);
    return 1;
  }
  const missing = mutant === null ? missingMarks(summary) : [];
  if (missing.length > 0) console.log(`too tame: never happened: ${missing.join(", ")}`);
  return missing.length > 0 || summary.unrepeatable > 0 ? 1 : 0;
}

await runCommand(main, USAGE);
